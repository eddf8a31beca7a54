/**
 * What was counted, as OpenTelemetry's own metric data: cumulative, from the start of the process. A bridge rather than
 * meters, so that counting stays a look into a map. Counters are there from the first moment, at 0: a rate over a series that
 * begins with its first event misses that event.
 */
import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type HistogramMetricData,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { UnixMs } from '../../protocol/times.ts';
import { LATENCY_BOUNDS_MS } from './buckets.ts';
import {
  COUNTERS,
  GAUGES,
  LATENCIES,
  type Labels,
  METER_NAME,
  type MetricEntry,
  READ_COUNTERS,
  type Reading,
} from './catalogue.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { keyOf, labelSetsOf } from './series-table.ts';

interface Point<V> {
  readonly labels: Labels;
  readonly value: V;
}
type Histogram = HistogramMetricData['dataPoints'][number]['value'];
type Interval = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

/** The boundaries of every point are one list, which nobody writes to. */
const BOUNDARIES = [...LATENCY_BOUNDS_MS];

export interface MetricSource {
  readonly metrics: MemoryMetrics;
  /** What is read when somebody asks; throws nothing. */
  readonly readings: () => readonly Reading[];
  /** When counting began. */
  readonly startedAt: UnixMs;
  readonly now: () => UnixMs;
}

/** For OpenTelemetry's readers, which put a resource of their own in place of this empty one. */
export function metricProducer(source: MetricSource): MetricProducer {
  return {
    collect: async () => ({
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [scopeMetricsOf(source)] },
      errors: [],
    }),
  };
}

export function scopeMetricsOf({ metrics, readings, startedAt, now }: MetricSource): ScopeMetrics {
  const interval = { startTime: hrTimeOf(startedAt), endTime: hrTimeOf(Math.max(startedAt, now())) };
  const counted = byName(metrics.counters().map(({ name, labels, value }) => ({ name, labels, value: value.total })));
  const timed = byName(metrics.latencies());
  const read = byName(readings().map(({ name, value, labels = {} }) => ({ name, labels, value })));
  const all: MetricData[] = [
    ...Object.entries(COUNTERS).map(([name, entry]) => sumOf(name, entry, counted.get(name) ?? [], interval)),
    ...Object.entries(READ_COUNTERS).map(([name, entry]) => sumOf(name, entry, read.get(name) ?? [], interval)),
    ...Object.entries(LATENCIES).map(([name, entry]) => histogramOf(name, entry, timed.get(name) ?? [], interval)),
    ...Object.entries(GAUGES).map(([name, entry]) => gaugeOf(name, entry, read.get(name) ?? [], interval)),
  ];
  return { scope: { name: METER_NAME }, metrics: all.filter(({ dataPoints }) => dataPoints.length > 0) };
}

function sumOf(name: string, entry: MetricEntry, points: readonly Point<number>[], interval: Interval): MetricData {
  return {
    descriptor: descriptorOf(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: [...points, ...missingOf(entry, points, 0)].map((point) => dataPointOf(point, interval)),
  };
}

function gaugeOf(name: string, entry: MetricEntry, points: readonly Point<number>[], interval: Interval): MetricData {
  return {
    descriptor: descriptorOf(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: points.map((point) => dataPointOf(point, interval)),
  };
}

function histogramOf(
  name: string,
  entry: MetricEntry,
  points: readonly Point<LatencyHistogram>[],
  interval: Interval,
): MetricData {
  // One with labels would be some hundred lines of zeros on the page.
  const missing = entry.labels === undefined ? missingOf(entry, points, new LatencyHistogram()) : [];
  return {
    descriptor: descriptorOf(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [...points, ...missing].map(({ labels, value }) =>
      dataPointOf({ labels, value: bucketsOf(value) }, interval),
    ),
  };
}

function bucketsOf(histogram: LatencyHistogram): Histogram {
  const { count, sumMs: sum, counts } = histogram;
  return { buckets: { boundaries: BOUNDARIES, counts }, count, sum };
}

/** What the metric will count when it happens, and has not happened yet. */
function missingOf<V>(entry: MetricEntry, points: readonly Point<V>[], value: V): Point<V>[] {
  const there = new Set(points.map(({ labels }) => keyOf('', labels)));
  return labelSetsOf(entry)
    .filter((labels) => !there.has(keyOf('', labels)))
    .map((labels) => ({ labels, value }));
}

function byName<V>(points: readonly (Point<V> & { readonly name: string })[]): Map<string, Point<V>[]> {
  const found = new Map<string, Point<V>[]>();
  for (const point of points) {
    const same = found.get(point.name);
    if (same) same.push(point);
    else found.set(point.name, [point]);
  }
  return found;
}

function dataPointOf<V>({ labels, value }: Point<V>, interval: Interval): DataPoint<V> {
  return { ...interval, attributes: labels, value };
}

function descriptorOf(name: string, { unit, meaning }: MetricEntry): MetricData['descriptor'] {
  return { name, unit, description: meaning, valueType: ValueType.DOUBLE };
}

function hrTimeOf(unixMs: number): HrTime {
  const seconds = Math.floor(unixMs / 1_000);
  return [seconds, Math.round((unixMs - seconds * 1_000) * 1e6)];
}
