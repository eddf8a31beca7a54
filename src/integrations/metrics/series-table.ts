/**
 * The series of one kind of metric, by name and labels. Bounded by the catalogue: counts with a label outside of its
 * closed set go to one overflow series of the metric, and are reported.
 */
import type { Labels, MetricEntry } from './metric-entry.ts';

/** OpenTelemetry's label for an overflow series. */
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

  /** @param onRefused Called each time that labels are outside of their sets. */
  constructor(entries: Readonly<Record<N, MetricEntry>>, empty: () => V, onRefused: () => void) {
    this.#entries = entries;
    this.#empty = empty;
    this.#onRefused = onRefused;
  }

  /** @returns the value of the series, which is created if it is new. */
  of(name: N, labels: Labels | undefined): V {
    const key = labels === undefined ? name : toKey(name, labels);
    const known = this.#series.get(key);
    if (known) return known.value;
    if (isOfItsSets(this.#entries[name], labels)) return this.#make(key, name, labels ?? NO_LABELS);
    this.#onRefused();
    const overflowKey = toKey(name, OVERFLOW_LABELS);
    return this.#series.get(overflowKey)?.value ?? this.#make(overflowKey, name, OVERFLOW_LABELS);
  }

  /** The labels under which `of` keeps the value. */
  labelsOf(name: N, labels: Labels = NO_LABELS): Labels {
    return isOfItsSets(this.#entries[name], labels) ? labels : OVERFLOW_LABELS;
  }

  /** By key: the name, with its labels in braces if it has any. */
  entries(): IterableIterator<[string, Series<N, V>]> {
    return this.#series.entries();
  }

  #make(key: string, name: N, labels: Labels): V {
    const value = this.#empty();
    this.#series.set(key, { name, labels, value });
    return value;
  }
}

/** @returns `Name{label=value}`, with sorted labels: their order does not matter. */
export function toKey(name: string, labels: Labels): string {
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

/** @returns every combination of a metric's labels, without optional ones: these series exist from the start, at 0. */
export function labelSetsOf({ labels: sets = {}, optional = [] }: MetricEntry): Labels[] {
  return Object.entries(sets)
    .filter(([label]) => !optional.includes(label))
    .reduce<Labels[]>(
      (found, [label, values]) => found.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value }))),
      [NO_LABELS],
    );
}
