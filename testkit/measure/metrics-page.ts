/** Reads the server's metrics page: counters, gauges, and quantiles of histograms between two readings. Pure. */

import type { Quantiles } from './figures.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export class MetricsPage {
  readonly #samples: readonly Sample[];

  /** @param text in the Prometheus text format. Other lines are skipped. */
  constructor(text: string) {
    this.#samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name === undefined) return [];
      const pairs = Array.from(labels.matchAll(LABEL), ([, label, said]) => [label, said] as const);
      return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
    });
  }

  /** Sum over all series of a counter or gauge. 0: there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#of(name, '').reduce((sum, sample) => (has(sample, labels) ? sum + sample.value : sum), 0);
  }

  /** Value of the label → sum of a counter over its series with it. */
  byLabel(name: string, label: string): Record<string, number> {
    const sums = new Map<string, number>();
    for (const { labels, value } of this.#of(name, '')) {
      const key = labels[label];
      if (key !== undefined) sums.set(key, (sums.get(key) ?? 0) + value);
    }
    return Object.fromEntries(sums);
  }

  /** Sum and number of all values of a histogram, over all series that have the labels. */
  total(name: string, labels: Readonly<Record<string, string>> = {}): { readonly sum: number; readonly count: number } {
    const added = (suffix: string) =>
      this.#of(name, suffix).reduce((sum, sample) => (has(sample, labels) ? sum + sample.value : sum), 0);
    return { sum: added('_sum'), count: added('_count') };
  }

  /** Upper bound in ms → number of values up to it, over all series of the histogram. */
  buckets(name: string): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const { labels, value } of this.#of(name, '_bucket')) {
      const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
    return new Map([...counts].sort(([a], [b]) => a - b));
  }

  /** A metric's name may end with its unit and its kind. */
  #of(name: string, suffix: string): readonly Sample[] {
    const pattern = new RegExp(`^${name}(_ms|_milliseconds|_ratio|_bytes|_seconds)?${suffix}(_total)?$`);
    return this.#samples.filter((sample) => pattern.test(sample.name));
  }
}

/**
 * Quantiles of a histogram for the time between two readings of the page. Undefined: no value was added. `maxMs` is the bound
 * of the highest bucket in use: no value was over it.
 */
export function quantilesBetween(before: MetricsPage, after: MetricsPage, name: string): Quantiles | undefined {
  const earlier = before.buckets(name);
  let below = 0;
  let lower = 0;
  const buckets = [...after.buckets(name)].map(([bound, count]) => {
    const upTo = count - (earlier.get(bound) ?? 0);
    const bucket = { lower, bound, count: upTo - below, upTo };
    below = upTo;
    lower = bound;
    return bucket;
  });
  const count = buckets.at(-1)?.upTo ?? 0;
  if (count === 0) return undefined;
  const at = (share: number) => {
    const rank = share * count;
    const bucket = buckets.find(({ upTo }) => upTo >= rank);
    if (bucket === undefined) return 0;
    if (bucket.bound === Number.POSITIVE_INFINITY) return bucket.lower;
    // Values count as evenly spread within the bucket, as in Prometheus.
    const within = (rank - (bucket.upTo - bucket.count)) / bucket.count;
    return rounded(bucket.lower + (bucket.bound - bucket.lower) * within);
  };
  const highest = buckets.findLast((bucket) => bucket.count > 0);
  const maxMs = highest === undefined ? 0 : Number.isFinite(highest.bound) ? highest.bound : highest.lower;
  return { count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs };
}

function has({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
