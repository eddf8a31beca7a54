/** Counters and latency histograms in memory. Bounded: names and labels come from closed sets, buckets are fixed. */
import type { MetricCounter, MetricLatency, MetricsPort } from '../../actors/ports.ts';

type Labels = Readonly<Record<string, string>>;

/** Upper bounds in ms, each a third over the last: an estimate is at most that far off. */
const BOUNDS = Array.from({ length: 48 }, (_, i) => 0.01 * 1.35 ** i);
/** Series beyond this are counted together: a label from an open set must not eat the memory. */
const MAX_SERIES = 1_000;
const OVERFLOW = '…';

interface Histogram {
  readonly counts: Uint32Array;
  count: number;
  sum: number;
  max: number;
}

export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  /** Estimates: the upper bound of the bucket they fall into. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export class MemoryMetrics implements MetricsPort {
  readonly #counters = new Map<string, number>();
  readonly #histograms = new Map<string, Histogram>();

  count(name: MetricCounter, by = 1, labels?: Labels): void {
    const series = seriesOf(this.#counters, name, labels);
    this.#counters.set(series, (this.#counters.get(series) ?? 0) + by);
  }

  /** What is no number is left out; a negative time (a clock was set back) counts as 0. */
  observe(name: MetricLatency, ms: number, labels?: Labels): void {
    if (!Number.isFinite(ms)) return;
    record(this.#histogram(name, labels), Math.max(0, ms));
  }

  /** Everything counted so far; a series is its name, with its labels in braces where it has any. */
  read(): { counters: Record<string, number>; latencies: Record<string, LatencySummary> } {
    return {
      counters: Object.fromEntries(this.#counters),
      latencies: Object.fromEntries([...this.#histograms].map(([series, histogram]) => [series, summaryOf(histogram)])),
    };
  }

  #histogram(name: MetricLatency, labels: Labels | undefined): Histogram {
    const series = seriesOf(this.#histograms, name, labels);
    let histogram = this.#histograms.get(series);
    if (histogram === undefined) {
      histogram = { counts: new Uint32Array(BOUNDS.length + 1), count: 0, sum: 0, max: 0 };
      this.#histograms.set(series, histogram);
    }
    return histogram;
  }
}

function seriesOf(known: ReadonlyMap<string, unknown>, name: string, labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  if (pairs.length === 0) return name;
  // Sorted: a caller that names its labels in another order means the same series.
  const series = `${name}{${pairs.sort().join(',')}}`;
  return known.has(series) || known.size < MAX_SERIES ? series : `${name}{${OVERFLOW}}`;
}

function record(histogram: Histogram, ms: number): void {
  const bucket = bucketOf(ms);
  histogram.counts[bucket] = countIn(histogram, bucket) + 1;
  histogram.count += 1;
  histogram.sum += ms;
  histogram.max = Math.max(histogram.max, ms);
}

/** The typed array is dense, which its type cannot say. */
function countIn({ counts }: Histogram, bucket: number): number {
  return counts[bucket] as number;
}

function bucketOf(ms: number): number {
  let low = 0;
  let high = BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((BOUNDS[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function summaryOf(histogram: Histogram): LatencySummary {
  const { count, sum, max } = histogram;
  const quantile = (share: number) => {
    let bucket = 0;
    for (let seen = countIn(histogram, 0); seen < share * count; seen += countIn(histogram, bucket)) bucket += 1;
    // The last bucket has no bound but what was seen.
    return Math.min(max, BOUNDS[bucket] ?? max);
  };
  return { count, meanMs: sum / count, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), maxMs: max };
}
