/** Converts positions on the stream's clock: seconds in results, whole samples of 16 kHz everywhere else. */
import { msToSamples, samplesToMs } from '../../../src/audio/pcm.ts';

/** @returns the whole sample nearest to a time. */
export function sampleAt(seconds: number): number {
  return msToSamples(seconds * 1000);
}

/** @returns seconds, rounded to the millisecond. */
export function secondsAt(sample: number): number {
  return Math.round(samplesToMs(sample)) / 1000;
}
