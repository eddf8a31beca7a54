/** Quantiles of a list of values. Never changes the list. */

/** @param share 0..1. @returns the value that this share of the values lies below; NaN without values. */
export function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
}

/** @returns the range of the middle four fifths of the values, which a few outliers do not change. */
export function spread(values: Float32Array): number {
  return quantile(values, 0.9) - quantile(values, 0.1);
}
