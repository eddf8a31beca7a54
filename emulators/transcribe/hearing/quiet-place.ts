/** Finds where a stretch of audio is quietest: the place to cut it. */

/** 80 ms of 16 kHz. */
const QUIET_SAMPLES = 1280;

/**
 * The middle of the quietest 80 ms between two places; the middle of the stretch when it is shorter than that.
 * @returns a place in `samples`, `from` to `to`
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
