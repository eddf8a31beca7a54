/** Latencies summed up. Pure. */

export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Nearest rank; zeros for an empty list. */
export function latenciesOf(measurements: readonly number[]): Latencies {
  const sorted = [...measurements].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
