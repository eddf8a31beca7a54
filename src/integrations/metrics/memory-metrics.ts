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

  observe(name: MetricLatency, ms: number, labels?: Labels): void {
    const series = seriesOf(this.#histograms, name, labels);
    let histogram = this.#histograms.get(series);
    if (histogram === undefined) {
      histogram = { counts: new Uint32Array(BOUNDS.length + 1), count: 0, sum: 0, max: 0 };
      this.#histograms.set(series, histogram);
    }
    const bucket = bucketOf(ms);
    histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
    histogram.count += 1;
    histogram.sum += ms;
    histogram.max = Math.max(histogram.max, ms);
  }

  /** Everything counted so far; a series is its name, with its labels in braces where it has any. */
  read(): { counters: Record<string, number>; latencies: Record<string, LatencySummary> } {
    return {
      counters: Object.fromEntries(this.#counters),
      latencies: Object.fromEntries([...this.#histograms].map(([series, histogram]) => [series, summaryOf(histogram)])),
    };
  }
}

function seriesOf(known: ReadonlyMap<string, unknown>, name: string, labels: Labels | undefined): string {
  if (labels === undefined) return name;
  const series = `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',')}}`;
  return known.has(series) || known.size < MAX_SERIES ? series : `${name}{${OVERFLOW}}`;
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

function summaryOf({ counts, count, sum, max }: Histogram): LatencySummary {
  const quantile = (share: number) => {
    let seen = 0;
    for (let bucket = 0; bucket < counts.length; bucket += 1) {
      seen += counts[bucket] ?? 0;
      if (seen >= share * count) return Math.min(max, BOUNDS[bucket] ?? max);
    }
    return max;
  };
  return { count, meanMs: sum / count, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), maxMs: max };
}
