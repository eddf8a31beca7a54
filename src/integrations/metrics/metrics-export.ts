/**
 * Sends all metrics to a collector over OTLP, at a regular interval and once more at the end. A collector that cannot
 * be reached costs one line in the log and a count for each export, nothing else.
 */
import { AggregationTemporalityPreference, OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import {
  type AggregationOption,
  AggregationType,
  InstrumentType,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import { METER_NAME } from './catalogue.ts';
import { type LatencyExport, recordLatencies } from './exponential-latencies.ts';
import type { MemoryMetrics } from './memory-metrics.ts';

export interface MetricsExportOptions {
  /**
   * The collector's full address for metrics. OTEL_ variables set the exporter's headers, compression, certificates.
   */
  readonly url: string;
  readonly intervalMs: number;
  /** For one export; never more than the interval. */
  readonly timeoutMs: number;
  readonly resource: Resource;
  readonly latencies: LatencyExport;
  /** Gives all metrics; without the latencies, if they are sent as exponential histograms. */
  readonly producer: MetricProducer;
  readonly log: LogPort;
  readonly metrics: MemoryMetrics;
}

export interface MetricsExport {
  /** Exports once more and stops. Never rejects. @param timeoutMs limit for this export. */
  close(timeoutMs: number): Promise<void>;
}

export function startMetricsExport(options: MetricsExportOptions): MetricsExport {
  const { url, intervalMs, timeoutMs, resource, producer, latencies, metrics } = options;
  const exporter = new OTLPMetricExporter({ url, ...preferencesFor(latencies) });
  const reader = new PeriodicExportingMetricReader({
    exporter: watched(exporter, options),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  if (latencies !== 'explicit') recordLatencies(metrics, provider.getMeter(METER_NAME));
  let closing: Promise<void> | undefined;
  return {
    close: (limitMs) => {
      // A failed export has been counted and logged already.
      closing ??= provider.shutdown({ timeoutMillis: limitMs }).catch(() => {});
      return closing;
    },
  };
}

/** For the meter's own histograms; what the producer gives is not changed. */
function preferencesFor(latencies: LatencyExport) {
  const { CUMULATIVE, LOWMEMORY } = AggregationTemporalityPreference;
  return {
    temporalityPreference: latencies === 'exponentialDelta' ? LOWMEMORY : CUMULATIVE,
    aggregationPreference: (kind: InstrumentType): AggregationOption =>
      kind === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  };
}

/** ExportResultCode.SUCCESS; its package is not a dependency. */
const SUCCESS = 0;

/** Wraps the exporter: counts failed exports, and logs the first failure in a row and the first success after it. */
function watched(exporter: OTLPMetricExporter, { log, metrics }: MetricsExportOptions): PushMetricExporter {
  let isFailing = false;
  return {
    export: (data, done) =>
      exporter.export(data, (result) => {
        const hasFailed = result.code !== SUCCESS;
        if (hasFailed) metrics.count('MetricExportsFailed');
        if (hasFailed && !isFailing) {
          const fields = { code: 'SERVICE_UNAVAILABLE', error: result.error?.name } as const;
          log.warn('export_metrics', 'the collector does not accept the metrics', fields);
        } else if (!hasFailed && isFailing) {
          log.info('export_metrics', 'the collector accepts the metrics again');
        }
        isFailing = hasFailed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    selectAggregation: (kind) => exporter.selectAggregation(kind),
    selectAggregationTemporality: (kind) => exporter.selectAggregationTemporality(kind),
    shutdown: () => exporter.shutdown(),
  };
}
