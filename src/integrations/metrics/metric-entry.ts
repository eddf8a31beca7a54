/** The shape of a metric’s entry in the catalogue, and how entries are made. */

/** Label → every value it may have. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;
export type Labels = Readonly<Record<string, string>>;

/** So many of the measurements must be within so many ms. At least one is given. */
export interface LatencyTarget {
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p95Ms?: number;
  /** Series that the target does not apply to, by label values: they wait for a table. */
  readonly except?: LabelSets;
}

export interface MetricEntry {
  /** UCUM: ms, s, By, 1 for a share, or in braces what is counted. */
  readonly unit: string;
  readonly meaning: string;
  readonly labels?: LabelSets;
  /** Labels that a series may lack. */
  readonly optional?: readonly string[];
  /** Only for latencies. */
  readonly target?: LatencyTarget;
}

/** @param unit UCUM, as in MetricEntry. */
export function entry(unit: string, meaning: string, more: Omit<MetricEntry, 'unit' | 'meaning'> = {}): MetricEntry {
  return { unit, meaning, ...more };
}

export function by(labels: LabelSets): { readonly labels: LabelSets } {
  return { labels };
}

/** The quantiles that a target may be about, with their names in figures and in texts. */
export const TARGET_QUANTILES = [
  ['p50Ms', 'targetP50Ms', 'p50'],
  ['p90Ms', 'targetP90Ms', 'p90'],
  ['p95Ms', 'targetP95Ms', 'p95'],
] as const;

/** @param target A number is the p95, ms. */
export function latency(meaning: string, target?: LatencyTarget | number, labels?: LabelSets): MetricEntry {
  return entry('ms', meaning, {
    ...(labels === undefined ? {} : { labels }),
    ...(target === undefined ? {} : { target: typeof target === 'number' ? { p95Ms: target } : target }),
  });
}
