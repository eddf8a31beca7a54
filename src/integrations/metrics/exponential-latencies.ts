/**
 * Sends latencies as OpenTelemetry's exponential histograms, for collectors that lose the buckets of ours: CloudWatch's
 * exporter keeps the percentiles of exponential ones only. Everything else reads the histograms in memory.
 */
import type { Histogram, Meter } from '@opentelemetry/api';
import type { MetricLatency } from '../../actors/ports/metric-names.ts';
import { LATENCIES } from './latencies.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import type { MetricEntry } from './metric-entry.ts';

/**
 * How latencies are sent. `exponentialDelta`: each export has what was measured since the last one. CloudWatch's exporter
 * takes differences of counters itself, but not of histograms.
 */
export type LatencyExport = 'explicit' | 'exponential' | 'exponentialDelta';

/** From now on every latency is also recorded with the meter, which must make exponential histograms. */
export function recordLatencies(metrics: MemoryMetrics, meter: Meter): void {
  const histograms = new Map<MetricLatency, Histogram>();
  for (const [name, { unit, meaning }] of Object.entries(LATENCIES) as [MetricLatency, MetricEntry][]) {
    histograms.set(name, meter.createHistogram(name, { unit, description: meaning }));
  }
  metrics.onLatency((name, ms, labels) => histograms.get(name)?.record(ms, labels));
}
