/** Finds the beginning and the end of speech by the energy of the audio. Pure. */
import { msToSamples } from '../../../src/audio/pcm.ts';

/** Length of a window whose level is measured. Windows overlap by a half. */
const WINDOW_MS = 20;
const STEP_MS = 10;
/** A window is speech if its level is within this of the loudest window, and over the level of a quiet room. */
const BELOW_LOUDEST_DB = 35;
const QUIET_DBFS = -55;

/**
 * The first and the last sample of speech: edges of windows of 20 ms whose level is within 35 dB of the loudest and over
 * -55 dBFS. Undefined: there is no speech.
 */
export function speechBounds(samples: Int16Array): { readonly first: number; readonly last: number } | undefined {
  const size = msToSamples(WINDOW_MS);
  const step = msToSamples(STEP_MS);
  const levels: number[] = [];
  for (let from = 0; from + size <= samples.length; from += step)
    levels.push(levelOf(samples.subarray(from, from + size)));
  const least = Math.max(QUIET_DBFS, levels.reduce((most, level) => Math.max(most, level), -200) - BELOW_LOUDEST_DB);
  const first = levels.findIndex((level) => level > least);
  if (first < 0) return undefined;
  const last = levels.findLastIndex((level) => level > least);
  return { first: first * step, last: last * step + size - 1 };
}

function levelOf(samples: Int16Array): number {
  let energy = 1e-3;
  for (const sample of samples) energy += sample * sample;
  return 10 * Math.log10(energy / samples.length / 32_768 ** 2);
}
