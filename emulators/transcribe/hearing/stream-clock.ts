/** The stream's clock: seconds in results, whole samples of 16 kHz everywhere else. The only place where one becomes the other. */
import { msToSamples, samplesToMs } from '../../../src/audio/pcm.ts';

/** The whole sample nearest to a time. */
export function sampleAt(seconds: number): number {
  return msToSamples(seconds * 1000);
}

/** To the millisecond. */
export function secondsAt(sample: number): number {
  return Math.round(samplesToMs(sample)) / 1000;
}
