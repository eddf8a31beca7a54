/** The figures of a latency, for programs that cannot measure as Node does: k6 reads them from the server's page. */

/** Times in milliseconds, to the hundredth; zeros if nothing was measured. */
export interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}
