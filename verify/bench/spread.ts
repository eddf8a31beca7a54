/** Places that stay evenly spread over an interval, however many there are. Pure. */

const GOLDEN = 0.618_033_988_749;

/** @param index from 0. @returns the place of a member, from 0 to below the interval. */
export function spreadOver(index: number, interval: number): number {
  return ((index * GOLDEN) % 1) * interval;
}
