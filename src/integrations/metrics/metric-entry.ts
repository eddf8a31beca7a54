/** The shape of a metric’s entry in the catalogue, and how entries are made. */

/** Label → every value it may have. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;
export type Labels = Readonly<Record<string, string>>;

export interface LatencyTarget {
  readonly p95Ms: number;
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

/** @param except Series that the target does not apply to. */
export function latency(meaning: string, p95Ms?: number, except?: LabelSets, labels?: LabelSets): MetricEntry {
  return entry('ms', meaning, {
    ...(labels === undefined ? {} : { labels }),
    ...(p95Ms === undefined ? {} : { target: { p95Ms, ...(except === undefined ? {} : { except }) } }),
  });
}
