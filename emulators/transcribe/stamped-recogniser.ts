/**
 * Turns stamped audio into words, one for each block or each run of blocks, with exact times. For counting the audio that
 * arrived. Silence gives no word.
 */
import { randomUUID } from 'node:crypto';
import { AudioClock } from './audio-clock.ts';
import {
  type RecognisedResult,
  type Recogniser,
  type RecogniserListener,
  type RecogniserSession,
  UNBOUNDED_STREAMS,
} from './recogniser.ts';
import { type SpokenWord, spokenResult } from './spoken-result.ts';
import { STAMP_SAMPLES, type Stamp, StampReader } from './stamped-audio.ts';

const SAMPLE_RATE_HZ = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
const FINAL_AFTER_SILENCE_MS = 200;
/** A word is stable from this age on: three partials. */
const STABLE_AFTER_MS = 600;

/** Blocks whose numbers and times follow each other. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly startSample: number;
  readonly endSample: number;
}

export interface StampedSpeech {
  /**
   * Most blocks in a word. A word is `b7`, or `b7-16` for several blocks. Default 1, which gives fifty words in a second;
   * people speak two or three.
   */
  readonly blocksPerWord?: number;
  /** A final comes at the first tick at which its words span this time, ms, or after a pause. Default 1,000. */
  readonly finalAfterMs?: number;
}

export function createStampedRecogniser(speech: StampedSpeech = {}): Recogniser {
  return {
    info: { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: UNBOUNDED_STREAMS },
    open: ({ sampleRateHz }, listener) =>
      sampleRateHz === SAMPLE_RATE_HZ
        ? { ok: true, session: openSession(listener, speech) }
        : { ok: false, reason: 'unsupported', message: `Stamped audio must have ${SAMPLE_RATE_HZ} Hz.` },
    close: async () => {},
  };
}

function openSession(
  listener: RecogniserListener,
  { blocksPerWord = 1, finalAfterMs = 1_000 }: StampedSpeech,
): RecogniserSession {
  const reader = new StampReader();
  let runs: Run[] = [];
  let resultId = randomUUID();
  let closed = false;

  const tell = (isPartial: boolean, nowMs: number) => {
    const result = toResult(runs.map(toWord), resultId, isPartial, nowMs);
    if (!closed) listener.results([result]);
  };
  const final = (nowMs: number) => {
    tell(false, nowMs);
    runs = [];
    resultId = randomUUID();
  };
  const take = ({ number, startSample }: Stamp) => {
    const endSample = startSample + STAMP_SAMPLES;
    const run = runs.at(-1);
    const isNext = run !== undefined && run.last + 1 === number && run.endSample === startSample;
    if (isNext && number - run.first < blocksPerWord) runs.splice(-1, 1, { ...run, last: number, endSample });
    else runs.push({ first: number, last: number, startSample, endSample });
  };
  const clock = new AudioClock(SAMPLE_RATE_HZ, (nowMs) => {
    const [first] = runs;
    const last = runs.at(-1);
    if (first === undefined || last === undefined) return;
    const spanMs = (last.endSample - first.startSample) / SAMPLES_PER_MS;
    const silentMs = nowMs - last.endSample / SAMPLES_PER_MS;
    if (spanMs >= finalAfterMs || silentMs >= FINAL_AFTER_SILENCE_MS) final(nowMs);
    else tell(true, nowMs);
  });

  return {
    write(pcm) {
      // In pieces of a block, so that finals do not get longer with large chunks.
      for (let at = 0; at < pcm.length; at += STAMP_SAMPLES * 2) {
        const piece = pcm.subarray(at, at + STAMP_SAMPLES * 2);
        for (const stamp of reader.push(piece)) take(stamp);
        clock.advance(piece.length);
      }
      return true;
    },
    async finish() {
      if (runs.length > 0) final(clock.nowMs);
    },
    close() {
      closed = true;
    },
  };
}

function toWord({ first, last, startSample, endSample }: Run): SpokenWord {
  return {
    text: first === last ? `b${first}` : `b${first}-${last}`,
    startTime: startSample / SAMPLE_RATE_HZ,
    endTime: endSample / SAMPLE_RATE_HZ,
  };
}

function toResult(words: SpokenWord[], resultId: string, isPartial: boolean, nowMs: number): RecognisedResult {
  const stableWords = words.filter(({ endTime }) => nowMs - endTime * 1000 >= STABLE_AFTER_MS).length;
  return spokenResult({ resultId, isPartial, words, stableWords, opensSentence: false, closesSentence: false });
}
