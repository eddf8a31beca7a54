/**
 * The series of one kind of metric by name and labels. Bounded by the catalogue: a label that is not of its closed set is
 * counted in one series of its metric's own, and told of.
 */
import type { Labels, MetricEntry } from './catalogue.ts';

/** OpenTelemetry's own label for what found no series. */
export const OVERFLOW_LABELS: Labels = { 'otel.metric.overflow': 'true' };
const NO_LABELS: Labels = {};

export interface Series<N extends string, V> {
  readonly name: N;
  readonly labels: Labels;
  readonly value: V;
}

export class SeriesTable<N extends string, V> {
  readonly #entries: Readonly<Record<N, MetricEntry>>;
  readonly #empty: () => V;
  readonly #onRefused: () => void;
  readonly #series = new Map<string, Series<N, V>>();

  /** @param onRefused Labels were not of their sets; each time. */
  constructor(entries: Readonly<Record<N, MetricEntry>>, empty: () => V, onRefused: () => void) {
    this.#entries = entries;
    this.#empty = empty;
    this.#onRefused = onRefused;
  }

  /** @returns the value of the series, made when it is new. */
  of(name: N, labels: Labels | undefined): V {
    const key = labels === undefined ? name : keyOf(name, labels);
    const known = this.#series.get(key);
    if (known) return known.value;
    if (isOfItsSets(this.#entries[name], labels)) return this.#make(key, name, labels ?? NO_LABELS);
    this.#onRefused();
    const overflowKey = keyOf(name, OVERFLOW_LABELS);
    return this.#series.get(overflowKey)?.value ?? this.#make(overflowKey, name, OVERFLOW_LABELS);
  }

  /** By key: the name, with its labels in braces where it has any. */
  entries(): IterableIterator<[string, Series<N, V>]> {
    return this.#series.entries();
  }

  #make(key: string, name: N, labels: Labels): V {
    const value = this.#empty();
    this.#series.set(key, { name, labels, value });
    return value;
  }
}

/** `Name{label=value}`; a caller that names its labels in another order means the same series. */
export function keyOf(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}

function isOfItsSets({ labels: sets = {}, optional = [] }: MetricEntry, labels: Labels = NO_LABELS): boolean {
  const isKnown = ([label, value]: [string, string]) => Object.hasOwn(sets, label) && sets[label]?.includes(value);
  return (
    Object.entries(labels).every(isKnown) &&
    Object.keys(sets).every((label) => Object.hasOwn(labels, label) || optional.includes(label))
  );
}

/** Every set of labels a metric can have, without its optional ones: they are shown at 0 before anything happens. */
export function labelSetsOf({ labels: sets = {}, optional = [] }: MetricEntry): Labels[] {
  return Object.entries(sets)
    .filter(([label]) => !optional.includes(label))
    .reduce<Labels[]>(
      (found, [label, values]) => found.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value }))),
      [NO_LABELS],
    );
}
