/**
 * Sends what was counted to a collector over OTLP, every so often and once more at the end. A collector that is away costs
 * one line in the log and a count for each try, nothing else.
 */
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';

export interface MetricsExportOptions {
  /** The collector's full address for metrics. Headers, compression and certificates are the exporter's own OTEL_ variables. */
  readonly url: string;
  readonly intervalMs: number;
  /** Of one export; at most the interval is taken. */
  readonly timeoutMs: number;
  readonly resource: Resource;
  readonly producer: MetricProducer;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
}

export interface MetricsExport {
  /** Sends what was counted until now, and stops. Never rejects. @param timeoutMs it is given up after. */
  close(timeoutMs: number): Promise<void>;
}

export function startMetricsExport(options: MetricsExportOptions): MetricsExport {
  const { url, intervalMs, timeoutMs, resource, producer } = options;
  const exporter = new OTLPMetricExporter({ url, temporalityPreference: AggregationTemporality.CUMULATIVE });
  const reader = new PeriodicExportingMetricReader({
    exporter: watched(exporter, options),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
    metricProducers: [producer],
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  let closing: Promise<void> | undefined;
  return {
    close: (limitMs) => {
      // What could not be sent has been counted and logged.
      closing ??= provider.shutdown({ timeoutMillis: limitMs }).catch(() => {});
      return closing;
    },
  };
}

/** ExportResultCode.SUCCESS; its package is none of ours. */
const SUCCESS = 0;

/** The exporter, with an eye on what becomes of each export: the first failure after a success is logged. */
function watched(exporter: OTLPMetricExporter, { log, metrics }: MetricsExportOptions): PushMetricExporter {
  let isFailing = false;
  return {
    export: (data, done) =>
      exporter.export(data, (result) => {
        const hasFailed = result.code !== SUCCESS;
        if (hasFailed) metrics.count('MetricExportsFailed');
        if (hasFailed && !isFailing) {
          const facts = { code: 'SERVICE_UNAVAILABLE', error: result.error?.name } as const;
          log.warn('export_metrics', 'metrics not taken by the collector', facts);
        } else if (!hasFailed && isFailing) {
          log.info('export_metrics', 'metrics taken again by the collector');
        }
        isFailing = hasFailed;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    selectAggregationTemporality: (kind) => exporter.selectAggregationTemporality(kind),
    shutdown: () => exporter.shutdown(),
  };
}
