/**
 * Converts the metrics to OpenTelemetry's metric data: cumulative, from the start of the process. Converting on demand,
 * instead of using OpenTelemetry's meters, keeps counting cheap. Counters exist from the start, at 0: a rate over a
 * series that begins with its first event would miss that event.
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
import { LATENCY_BOUNDS_MS } from '../../protocol/latency-buckets.ts';
import { LatencyHistogram } from '../../protocol/latency-histogram.ts';
import type { UnixMs } from '../../protocol/times.ts';
import { COUNTERS, GAUGES, METER_NAME, READ_COUNTERS, type Reading } from './catalogue.ts';
import { LATENCIES } from './latencies.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import type { Labels, MetricEntry } from './metric-entry.ts';
import { labelSetsOf, toKey } from './series-table.ts';

interface Point<V> {
  readonly labels: Labels;
  readonly value: V;
}
type Histogram = HistogramMetricData['dataPoints'][number]['value'];
type Interval = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

/** All points share this list of boundaries, which is never changed. */
const BOUNDARIES = [...LATENCY_BOUNDS_MS];

export interface MetricSource {
  readonly metrics: MemoryMetrics;
  /** Gives the present values. Must not throw. */
  readonly readings: () => readonly Reading[];
  /** When counting began. */
  readonly startedAt: UnixMs;
  readonly now: () => UnixMs;
}

/**
 * For OpenTelemetry's readers, which replace the empty resource with their own.
 * @param withLatencies false: the meter's own histograms have them.
 */
export function metricProducer(source: MetricSource, withLatencies: boolean): MetricProducer {
  const collect = (): ScopeMetrics => {
    const { scope, metrics } = toScopeMetrics(source);
    const isSent = ({ dataPointType }: MetricData) => withLatencies || dataPointType !== DataPointType.HISTOGRAM;
    return { scope, metrics: metrics.filter(isSent) };
  };
  return {
    collect: async () => ({
      resourceMetrics: { resource: emptyResource(), scopeMetrics: [collect()] },
      errors: [],
    }),
  };
}

export function toScopeMetrics({ metrics, readings, startedAt, now }: MetricSource): ScopeMetrics {
  const interval = { startTime: toHrTime(startedAt), endTime: toHrTime(Math.max(startedAt, now())) };
  const counted = byName(metrics.counters().map(({ name, labels, value }) => ({ name, labels, value: value.total })));
  const timed = byName(metrics.latencies());
  const read = byName(readings().map(({ name, value, labels = {} }) => ({ name, labels, value })));
  const all: MetricData[] = [
    ...Object.entries(COUNTERS).map(([name, entry]) => toSum(name, entry, counted.get(name) ?? [], interval)),
    ...Object.entries(READ_COUNTERS).map(([name, entry]) => toSum(name, entry, read.get(name) ?? [], interval)),
    ...Object.entries(LATENCIES).map(([name, entry]) => toHistogram(name, entry, timed.get(name) ?? [], interval)),
    ...Object.entries(GAUGES).map(([name, entry]) => toGauge(name, entry, read.get(name) ?? [], interval)),
  ];
  return { scope: { name: METER_NAME }, metrics: all.filter(({ dataPoints }) => dataPoints.length > 0) };
}

function toSum(name: string, entry: MetricEntry, points: readonly Point<number>[], interval: Interval): MetricData {
  return {
    descriptor: toDescriptor(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    dataPoints: [...points, ...missingPoints(entry, points, 0)].map((point) => toDataPoint(point, interval)),
  };
}

function toGauge(name: string, entry: MetricEntry, points: readonly Point<number>[], interval: Interval): MetricData {
  return {
    descriptor: toDescriptor(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: points.map((point) => toDataPoint(point, interval)),
  };
}

function toHistogram(
  name: string,
  entry: MetricEntry,
  points: readonly Point<LatencyHistogram>[],
  interval: Interval,
): MetricData {
  // Only without labels: with labels it would be some hundred lines of zeros on the page.
  const missing = entry.labels === undefined ? missingPoints(entry, points, new LatencyHistogram()) : [];
  return {
    descriptor: toDescriptor(name, entry),
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [...points, ...missing].map(({ labels, value }) =>
      toDataPoint({ labels, value: toBuckets(value) }, interval),
    ),
  };
}

function toBuckets(histogram: LatencyHistogram): Histogram {
  const { count, sumMs: sum, counts } = histogram;
  return { buckets: { boundaries: BOUNDARIES, counts }, count, sum };
}

/** @returns the metric's series that have no point yet, with `value`. */
function missingPoints<V>(entry: MetricEntry, points: readonly Point<V>[], value: V): Point<V>[] {
  const there = new Set(points.map(({ labels }) => toKey('', labels)));
  return labelSetsOf(entry)
    .filter((labels) => !there.has(toKey('', labels)))
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

function toDataPoint<V>({ labels, value }: Point<V>, interval: Interval): DataPoint<V> {
  return { ...interval, attributes: labels, value };
}

function toDescriptor(name: string, { unit, meaning }: MetricEntry): MetricData['descriptor'] {
  return { name, unit, description: meaning, valueType: ValueType.DOUBLE };
}

function toHrTime(unixMs: number): HrTime {
  const seconds = Math.floor(unixMs / 1_000);
  return [seconds, Math.round((unixMs - seconds * 1_000) * 1e6)];
}
