/** Measures the cost of emotion analysis: CPU time and bytes left on the heap, beside one pass over the samples. */

import { EmotionTracker, type Stretch } from '../../src/audio/emotion/emotion-tracker.ts';
import { msToBytes, SAMPLE_RATE_HZ, toPcm, toSamples } from '../../src/audio/pcm.ts';
import { makeTalk } from '../../testkit/speech/talk.ts';

/** Medians of several rounds. */
export interface EmotionCost {
  /** Taking a second of audio, us. */
  readonly acceptUsPerSecond: number;
  /** Measuring a stretch of 5 s, us. */
  readonly readUs: number;
  /** Measuring a stretch of 20 s, us. */
  readonly longReadUs: number;
  /** The least work that reads every sample, which is the sum of their squares, us for a second of audio. */
  readonly floorUsPerSecond: number;
  /** What taking a second of audio leaves for the garbage collector. */
  readonly acceptBytesPerSecond: number;
  /** What measuring a stretch leaves, its result included. */
  readonly readBytes: number;
}

const ROUNDS = 31;
const SENTENCES = 6;
const READS = 60;
/** Rounds before the first that counts: the compiler needs them. */
const WARM_UP = 5;

/** @param chunkMs length of a chunk. */
export function measureEmotion(chunkMs = 20): EmotionCost {
  const { samples } = makeTalk('slt', SENTENCES);
  const seconds = samples.length / SAMPLE_RATE_HZ;
  const pcm = toPcm(samples);
  const bytes = msToBytes(chunkMs);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < pcm.length; at += bytes) chunks.push(pcm.slice(at, at + bytes));
  const tracker = new EmotionTracker();

  const accept = () => {
    for (const chunk of chunks) tracker.accept(chunk);
  };
  const floor = () => {
    let energy = 0;
    for (const chunk of chunks) energy += energyOf(toSamples(chunk));
    if (energy === 0) throw new Error('the talk is silent');
  };
  const read = (ms: number) => () => {
    // Ends at other blocks each time: a stretch that is measured twice would be too easy to predict for the processor.
    for (let n = 0; n < READS; n++) tracker.read(stretchOf(ms, n * 100));
  };
  const nothing = () => {};

  const times = { accept: [], floor: [], short: [], long: [] } as Record<
    'accept' | 'floor' | 'short' | 'long',
    number[]
  >;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [name, work] of [
      ['accept', accept],
      ['floor', floor],
      ['short', read(5_000)],
      ['long', read(20_000)],
    ] as const) {
      const us = timeOf(work);
      if (round >= 0) times[name].push(us);
    }
  }
  const sampling = bytesOf(nothing);
  return {
    acceptUsPerSecond: median(times.accept) / seconds,
    readUs: median(times.short) / READS,
    longReadUs: median(times.long) / READS,
    floorUsPerSecond: median(times.floor) / seconds,
    acceptBytesPerSecond: Math.max(0, bytesOf(accept) - sampling) / seconds,
    readBytes: Math.max(0, bytesOf(read(5_000)) - sampling) / READS,
  };
}

function stretchOf(ms: number, toAgoMs: number): Stretch {
  return { fromAgoMs: toAgoMs + ms, toAgoMs };
}

function energyOf(samples: Int16Array): number {
  let energy = 0;
  for (let i = 0; i < samples.length; i++) energy += (samples[i] as number) ** 2;
  return energy;
}

/** @returns us. */
function timeOf(work: () => void): number {
  const from = performance.now();
  work();
  return (performance.now() - from) * 1_000;
}

/** @returns how much the heap grows, bytes; rounds in which it was collected do not count. */
function bytesOf(work: () => void): number {
  const grown: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage().heapUsed;
    work();
    const growth = process.memoryUsage().heapUsed - before;
    if (growth >= 0) grown.push(growth);
  }
  return median(grown);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
