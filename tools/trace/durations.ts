/** Durations for people: three figures at most. */

/** `0.4 ms`, `12 ms`, `1.25 s` */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** One span: its duration. Several: the median and the longest. */
export function durations(spans: readonly { readonly startMs: number; readonly endMs: number }[]): string {
  const sorted = spans.map(({ startMs, endMs }) => endMs - startMs).sort((a, b) => a - b);
  const longest = sorted.at(-1) ?? 0;
  if (sorted.length === 1) return duration(longest);
  return `p50 ${duration(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0)}, max ${duration(longest)}`;
}
