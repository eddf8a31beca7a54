/** Reads stamped audio aloud, a word for each block, with exact times: for counting what arrived. Silence is nothing. */
import { randomUUID } from 'node:crypto';
import { AudioClock } from './audio-clock.ts';
import type { RecognisedResult, Recogniser, RecogniserListener, RecogniserSession } from './recogniser.ts';
import { type SpokenWord, spokenResult } from './spoken-result.ts';
import { STAMP_SAMPLES, type Stamp, StampReader } from './stamped-audio.ts';

const SAMPLE_RATE_HZ = 16_000;
/** A final comes with the first tick at which its words span this much, or after this much without a block. */
const FINAL_AFTER_MS = 1_000;
const FINAL_AFTER_SILENCE_MS = 200;
/** A word is stable from this age on: three partials. */
const STABLE_AFTER_MS = 600;

export function createStampedRecogniser(): Recogniser {
  return {
    open: ({ sampleRateHz }, listener) =>
      sampleRateHz === SAMPLE_RATE_HZ
        ? { ok: true, session: openSession(listener) }
        : { ok: false, reason: 'unsupported', message: `Stamped audio has ${SAMPLE_RATE_HZ} Hz.` },
    close: async () => {},
  };
}

function openSession(listener: RecogniserListener): RecogniserSession {
  const reader = new StampReader();
  let words: SpokenWord[] = [];
  let resultId = randomUUID();
  let closed = false;

  const tell = (isPartial: boolean, nowMs: number) => {
    const result = resultOf(words, resultId, isPartial, nowMs);
    if (!closed) listener.results([result]);
  };
  const final = (nowMs: number) => {
    tell(false, nowMs);
    words = [];
    resultId = randomUUID();
  };
  const clock = new AudioClock(SAMPLE_RATE_HZ, (nowMs) => {
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    const spanMs = (last.endTime - first.startTime) * 1000;
    const silentMs = nowMs - last.endTime * 1000;
    if (spanMs >= FINAL_AFTER_MS || silentMs >= FINAL_AFTER_SILENCE_MS) final(nowMs);
    else tell(true, nowMs);
  });

  return {
    write(pcm) {
      // By the tick, so that large chunks do not swell the finals.
      for (let at = 0; at < pcm.length; at += STAMP_SAMPLES * 2) {
        const piece = pcm.subarray(at, at + STAMP_SAMPLES * 2);
        words.push(...reader.push(piece).map(wordOf));
        clock.advance(piece.length);
      }
      return true;
    },
    async finish() {
      if (words.length > 0) final(clock.nowMs);
    },
    close() {
      closed = true;
    },
  };
}

function wordOf({ number, startSample }: Stamp): SpokenWord {
  return {
    text: `b${number}`,
    startTime: startSample / SAMPLE_RATE_HZ,
    endTime: (startSample + STAMP_SAMPLES) / SAMPLE_RATE_HZ,
  };
}

function resultOf(words: SpokenWord[], resultId: string, isPartial: boolean, nowMs: number): RecognisedResult {
  const stableWords = words.filter(({ endTime }) => nowMs - endTime * 1000 >= STABLE_AFTER_MS).length;
  return spokenResult({ resultId, isPartial, words, stableWords, opensSentence: false, closesSentence: false });
}
