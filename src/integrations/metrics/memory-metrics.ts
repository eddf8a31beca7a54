/**
 * Counters and latency histograms in memory. Counting costs a look-up in a map and an addition. The metrics page, the
 * export and the views read from here.
 */
import type { MetricCounter, MetricLatency } from '../../actors/ports/metric-names.ts';
import type { MetricsPort } from '../../actors/ports/telemetry.ts';
import type { LatencySummary } from '../../protocol/inside.ts';
import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import { COUNTERS } from './catalogue.ts';
import { LATENCIES } from './latencies.ts';
import type { Labels } from './metric-entry.ts';
import { type Series, SeriesTable } from './series-table.ts';

/** @param labels Of the series, from closed sets. */
export type LatencyListener = (name: MetricLatency, ms: number, labels: Labels) => void;

/** A mutable number, so that counting does not write to the map. */
export interface Count {
  total: number;
}

export class MemoryMetrics implements MetricsPort {
  readonly #refused: Count;
  readonly #counters: SeriesTable<MetricCounter, Count>;
  readonly #latencies: SeriesTable<MetricLatency, LatencyHistogram>;
  #listener: LatencyListener | undefined;

  constructor() {
    const onRefused = () => {
      this.#refused.total += 1;
    };
    this.#counters = new SeriesTable(COUNTERS, () => ({ total: 0 }), onRefused);
    this.#latencies = new SeriesTable(LATENCIES, () => new LatencyHistogram(), onRefused);
    this.#refused = this.#counters.of('MetricSeriesRefused', undefined);
  }

  /** @param by 0 or more. */
  count(name: MetricCounter, by = 1, labels?: Labels): void {
    this.#counters.of(name, labels).total += by;
  }

  /** Ignores what is not a finite number; a negative time (a clock was set back) counts as 0. */
  observe(name: MetricLatency, ms: number, labels?: Labels): void {
    if (!Number.isFinite(ms)) return;
    const counted = Math.max(0, ms);
    this.#latencies.of(name, labels).record(counted);
    this.#listener?.(name, counted, this.#latencies.labelsOf(name, labels));
  }

  /** Every latency from now on also goes to this one listener. */
  onLatency(listener: LatencyListener): void {
    this.#listener = listener;
  }

  /** @returns everything counted so far. A key is the metric's name, with its labels in braces if it has any. */
  read(): { counters: Record<string, number>; latencies: Record<string, LatencySummary> } {
    const counted = [...this.#counters.entries()].filter(([, { value }]) => value.total > 0);
    return {
      counters: Object.fromEntries(counted.map(([key, { value }]) => [key, value.total])),
      latencies: Object.fromEntries([...this.#latencies.entries()].map(([key, { value }]) => [key, value.summary()])),
    };
  }

  counters(): Series<MetricCounter, Count>[] {
    return [...this.#counters.entries()].map(([, series]) => series);
  }

  latencies(): Series<MetricLatency, LatencyHistogram>[] {
    return [...this.#latencies.entries()].map(([, series]) => series);
  }
}
