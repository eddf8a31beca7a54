/** The value that a share of the values lie below. Never changes what it is given. */

/** @param share 0..1. NaN for no values. */
export function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/** How far the middle four fifths of the values reach: a spread that a few wild ones do not move. */
export function spread(values: Float32Array): number {
  return quantile(values, 0.9) - quantile(values, 0.1);
}
