/** Percentiles of a list of measurements. Pure. */

/** The nearest-rank percentile: the smallest measurement with at least `percent` % of them at or below it. */
export function percentile(measurements: readonly number[], percent: number): number | undefined {
  const sorted = [...measurements].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
