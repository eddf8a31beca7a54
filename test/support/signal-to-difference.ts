/** How near one sound is to another. */

/**
 * The energy of a sound over that of its difference from another, in decibels: Infinity for the same samples, 0 where
 * the other is silence. Both are compared as far as the first goes.
 */
export function signalToDifferenceDb(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  let signal = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    signal += (expected[i] as number) ** 2;
    difference += ((expected[i] as number) - (actual[i] ?? 0)) ** 2;
  }
  return difference === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / difference);
}
