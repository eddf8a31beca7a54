/**
 * The buckets of every latency histogram, in ms. Each bound is at most a third above the one before, which limits the
 * error of an estimate. Every target and every alarm threshold is a bound, so whether one is missed is exact.
 */

const PER_DECADE = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5];
const FIRST_DECADE_MS = 0.01;
const DECADES = 7;
const LAST_BOUND_MS = 60_000;
/** A target that is none of the steps, ms. */
const MORE_MS = [6_500];

/** Upper bounds, inclusive, from 10 µs to a minute. A larger value falls into a last bucket without a bound. */
export const LATENCY_BOUNDS_MS: readonly number[] = Array.from({ length: DECADES }, (_, decade) =>
  // Rounded: 1.25 × 0.01 is not exactly 0.0125 in floating point, and bounds are printed.
  PER_DECADE.map((step) => Number((step * FIRST_DECADE_MS * 10 ** decade).toPrecision(3))),
)
  .flat()
  .concat(MORE_MS)
  .sort((a, b) => a - b)
  .filter((bound) => bound <= LAST_BOUND_MS);

/** @param ms 0 or more. @returns the index of the first bound that is not below it; one past the last if all are. */
export function bucketOf(ms: number): number {
  let low = 0;
  let high = LATENCY_BOUNDS_MS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((LATENCY_BOUNDS_MS[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
