/** Finds the quietest place of a stretch of audio, to cut it there. */

/** 80 ms at 16 kHz. */
const QUIET_SAMPLES = 1280;

/**
 * @returns the middle of the quietest 80 ms between two places, as an index of `samples` from `from` to `to`; the middle
 * of the stretch if it is shorter than that
 */
export function quietPlace(samples: Float32Array, from: number, to: number): number {
  if (to - from <= QUIET_SAMPLES) return Math.floor((from + to) / 2);
  const power = (at: number) => (samples[at] ?? 0) ** 2;
  let sum = 0;
  for (let at = from; at < from + QUIET_SAMPLES; at++) sum += power(at);
  let [best, least] = [from, sum];
  for (let at = from + QUIET_SAMPLES; at < to; at++) {
    sum += power(at) - power(at - QUIET_SAMPLES);
    if (sum >= least) continue;
    least = sum;
    best = at + 1 - QUIET_SAMPLES;
  }
  return best + QUIET_SAMPLES / 2;
}
