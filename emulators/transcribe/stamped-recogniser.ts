/**
 * Turns stamped audio into words, one for each block or each run of blocks, with exact times. For counting the audio that
 * arrived. Silence gives no word.
 */
import { randomUUID } from 'node:crypto';
import { AudioClock } from './audio-clock.ts';
import { PacedResults, type PacedWord } from './paced-results.ts';
import {
  type RecognisedResult,
  type Recogniser,
  type RecogniserListener,
  type RecogniserSession,
  UNBOUNDED_STREAMS,
} from './recogniser.ts';
import type { ServiceLags } from './service-lags.ts';
import { type SpokenWord, spokenResult } from './spoken-result.ts';
import { STAMP_SAMPLES } from './stamp.ts';
import { type Stamp, StampReader } from './stamped-audio.ts';

const SAMPLE_RATE_HZ = 16_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
const BLOCK_MS = STAMP_SAMPLES / SAMPLES_PER_MS;
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
   * Most blocks in a word. A word is `b7`, or `b7-16` for several blocks. It begins at a multiple of this number, or where its
   * blocks begin, so that the same audio gives the same words wherever a stream begins. Default 1, which gives fifty words in a
   * second; people speak two or three.
   */
  readonly blocksPerWord?: number;
  /**
   * Of this many words two are the same, as in "very, very": `b90x9` is said twice, first in nine blocks from 90 on, then in the
   * nine blocks after them. Default: no word is.
   */
  readonly wordsPerTwin?: number;
  /**
   * With lags, of the word that a stream begins in: if it lacks at most this many of its first blocks, it is recognised whole, and
   * if no more than this is left of it, it is not recognised, as people and services hear a word that is cut. Default 0.
   */
  readonly clippedBlocks?: number;
  /** A final comes at the first tick at which its words span this time, ms, or after a pause. Default 1,000. */
  readonly finalAfterMs?: number;
  /** The results come with these lags, and a result ends with the word at which it spans `finalAfterMs`, or at a pause. */
  readonly lags?: ServiceLags | undefined;
}

type Settled = StampedSpeech & Required<Pick<StampedSpeech, 'blocksPerWord' | 'wordsPerTwin' | 'finalAfterMs'>>;

const USUAL = { blocksPerWord: 1, wordsPerTwin: 0, finalAfterMs: 1_000 };

export function createStampedRecogniser(speech: StampedSpeech = {}): Recogniser {
  return {
    info: { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: UNBOUNDED_STREAMS },
    open: ({ sampleRateHz }, listener) =>
      sampleRateHz === SAMPLE_RATE_HZ
        ? { ok: true, session: openSession(listener, { ...USUAL, ...speech }) }
        : { ok: false, reason: 'unsupported', message: `Stamped audio must have ${SAMPLE_RATE_HZ} Hz.` },
    close: async () => {},
  };
}

function openSession(listener: RecogniserListener, speech: Settled): RecogniserSession {
  let closed = false;
  const tell = (result: RecognisedResult) => {
    if (!closed) listener.results([result]);
  };
  const { lags } = speech;
  const hearing = lags === undefined ? hearAtOnce(tell, speech) : hearWithLags(tell, speech, lags);
  const reader = new StampReader();
  const clock = new AudioClock(SAMPLE_RATE_HZ, (nowMs) => hearing.advance(nowMs), hearing.tickMs);
  return {
    write(pcm) {
      // In pieces of a block, so that finals do not get longer with large chunks.
      for (let at = 0; at < pcm.length; at += STAMP_SAMPLES * 2) {
        const piece = pcm.subarray(at, at + STAMP_SAMPLES * 2);
        for (const stamp of reader.push(piece)) hearing.take(stamp);
        clock.advance(piece.length);
      }
      return true;
    },
    async finish() {
      hearing.finish(clock.nowMs);
    },
    close() {
      closed = true;
    },
  };
}

interface Hearing {
  /** Undefined: the clock's own. */
  readonly tickMs?: number;
  take(stamp: Stamp): void;
  advance(nowMs: number): void;
  finish(nowMs: number): void;
}

/** Partials at each tick, and a final at the tick at which the words are enough. */
function hearAtOnce(tell: (result: RecognisedResult) => void, speech: Settled): Hearing {
  const { blocksPerWord, finalAfterMs } = speech;
  const toWords = () => runs.map((run) => toWord(run, speech));
  let runs: Run[] = [];
  let resultId = randomUUID();
  const final = (nowMs: number) => {
    tell(toResult(toWords(), resultId, false, nowMs));
    runs = [];
    resultId = randomUUID();
  };
  return {
    take(stamp) {
      const run = runs.at(-1);
      const longer = run && extended(run, stamp, blocksPerWord);
      if (longer === undefined) runs.push(toRun(stamp));
      else runs.splice(-1, 1, longer);
    },
    advance(nowMs) {
      const [first] = runs;
      const last = runs.at(-1);
      if (first === undefined || last === undefined) return;
      const spanMs = (last.endSample - first.startSample) / SAMPLES_PER_MS;
      const silentMs = nowMs - last.endSample / SAMPLES_PER_MS;
      if (spanMs >= finalAfterMs || silentMs >= FINAL_AFTER_SILENCE_MS) final(nowMs);
      else tell(toResult(toWords(), resultId, true, nowMs));
    },
    finish(nowMs) {
      if (runs.length > 0) final(nowMs);
    },
  };
}

/** As a service does it: a word is in a result when all its blocks are heard. */
function hearWithLags(tell: (result: RecognisedResult) => void, speech: Settled, lags: ServiceLags): Hearing {
  const { blocksPerWord, finalAfterMs } = speech;
  const paced = new PacedResults({ lags, pauseMs: FINAL_AFTER_SILENCE_MS, maxSpanMs: finalAfterMs, tell });
  let open: Run | undefined;
  let isFirst = true;
  const close = () => {
    const run = open && isFirst ? unclipped(open, speech) : open;
    if (run !== undefined) paced.add(toPacedWord(run, speech));
    isFirst &&= open === undefined;
    open = undefined;
  };
  return {
    tickMs: BLOCK_MS,
    take(stamp) {
      const longer = open && extended(open, stamp, blocksPerWord);
      if (longer === undefined) close();
      open = longer ?? toRun(stamp);
      if ((open.last + 1) % blocksPerWord === 0) close();
    },
    advance(nowMs) {
      // A block need not begin at a tick, so the next one may take up to two blocks to come.
      if (open !== undefined && nowMs - open.endSample / SAMPLES_PER_MS >= 2 * BLOCK_MS) close();
      paced.advance(nowMs);
    },
    finish() {
      close();
      paced.finish();
    },
  };
}

function toRun({ number, startSample }: Stamp): Run {
  return { first: number, last: number, startSample, endSample: startSample + STAMP_SAMPLES };
}

/** @returns the run with this block; undefined if the block does not follow it, or begins another word. */
function extended(run: Run, { number, startSample }: Stamp, blocksPerWord: number): Run | undefined {
  const follows = run.last + 1 === number && run.endSample === startSample && number % blocksPerWord !== 0;
  return follows ? { ...run, last: number, endSample: startSample + STAMP_SAMPLES } : undefined;
}

/** @returns the word that is recognised where a stream begins in this run; undefined if none is. */
function unclipped(run: Run, { blocksPerWord, clippedBlocks = 0 }: Settled): Run | undefined {
  const lacking = run.first % blocksPerWord;
  if (lacking === 0 || (run.last + 1) % blocksPerWord !== 0) return run;
  if (lacking <= clippedBlocks) return { ...run, first: run.first - lacking };
  return blocksPerWord - lacking > clippedBlocks ? run : undefined;
}

function toPacedWord(run: Run, speech: Settled): PacedWord {
  const { text: content, startTime, endTime } = toWord(run, speech);
  return {
    items: [{ content, type: 'pronunciation', startTime, endTime }],
    startMs: startTime * 1_000,
    endMs: endTime * 1_000,
    isLast: false,
  };
}

function toWord({ first, last, startSample, endSample }: Run, { blocksPerWord, wordsPerTwin }: Settled): SpokenWord {
  const isWhole = first % blocksPerWord === 0 && last - first + 1 === blocksPerWord;
  const place = wordsPerTwin > 1 && isWhole ? (first / blocksPerWord) % wordsPerTwin : 2;
  const alone = first === last ? `b${first}` : `b${first}-${last}`;
  return {
    text: place < 2 ? `b${first - place * blocksPerWord}x${blocksPerWord}` : alone,
    startTime: startSample / SAMPLE_RATE_HZ,
    endTime: endSample / SAMPLE_RATE_HZ,
  };
}

function toResult(words: SpokenWord[], resultId: string, isPartial: boolean, nowMs: number): RecognisedResult {
  const stableWords = words.filter(({ endTime }) => nowMs - endTime * 1000 >= STABLE_AFTER_MS).length;
  return spokenResult({ resultId, isPartial, words, stableWords, opensSentence: false, closesSentence: false });
}
