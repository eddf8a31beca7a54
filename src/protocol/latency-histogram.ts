/** The distribution of one latency in fixed buckets, since the start. A window is the difference of two histograms. */
import type { LatencySummary } from './inside.ts';
import { bucketOf, LATENCY_BOUNDS_MS } from './latency-buckets.ts';

export class LatencyHistogram {
  /** One more than there are bounds. Doubles, because 32 bits overflow after ten days of 5,000 chunks a second. */
  readonly #counts = new Float64Array(LATENCY_BOUNDS_MS.length + 1);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  get sumMs(): number {
    return this.#sumMs;
  }

  /** One count for each bucket, not cumulative; the last bucket has no bound. */
  get counts(): number[] {
    return [...this.#counts];
  }

  /** @param ms 0 or more, finite. */
  record(ms: number): void {
    this.#add(bucketOf(ms), 1);
    this.#count += 1;
    this.#sumMs += ms;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  add(other: LatencyHistogram): void {
    for (const [bucket, count] of other.#counts.entries()) this.#add(bucket, count);
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** @param earlier A copy of this histogram. @returns what came since then; its maximum is still that of all times. */
  since(earlier: LatencyHistogram): LatencyHistogram {
    const difference = new LatencyHistogram();
    difference.add(this);
    for (const [bucket, count] of earlier.#counts.entries()) difference.#add(bucket, -count);
    difference.#count -= earlier.#count;
    difference.#sumMs -= earlier.#sumMs;
    return difference;
  }

  /** Zeros when nothing was recorded. */
  summary(): LatencySummary {
    const count = this.#count;
    return {
      count,
      meanMs: count === 0 ? 0 : this.#sumMs / count,
      p50Ms: this.#quantile(0.5),
      p90Ms: this.#quantile(0.9),
      p95Ms: this.#quantile(0.95),
      p99Ms: this.#quantile(0.99),
      maxMs: this.#maxMs,
    };
  }

  #quantile(share: number): number {
    let bucket = 0;
    for (let seen = this.#at(0); seen < share * this.#count; seen += this.#at(bucket)) bucket += 1;
    // The last bucket has no bound, so the maximum is taken.
    return Math.min(this.#maxMs, LATENCY_BOUNDS_MS[bucket] ?? this.#maxMs);
  }

  #add(bucket: number, count: number): void {
    this.#counts[bucket] = this.#at(bucket) + count;
  }

  /** A typed array has no holes, which its type does not express. */
  #at(bucket: number): number {
    return this.#counts[bucket] as number;
  }
}
