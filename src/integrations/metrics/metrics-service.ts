/**
 * Everything about the server's metrics in one place: they are counted in memory, shown as a page, sent to a collector where
 * one is named, and watched for missed targets. What it starts, it stops.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { Reading } from './catalogue.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { metricProducer, scopeMetricsOf } from './metric-data.ts';
import { startMetricsExport } from './metrics-export.ts';
import { PerformanceWatch } from './performance-watch.ts';
import { ProcessReadings } from './process-readings.ts';
import { prometheusPage } from './prometheus-page.ts';
import { serviceResource } from './service-resource.ts';

export interface MetricsSettings {
  /** Where metrics are sent to over OTLP; undefined: nowhere. */
  readonly otlp: { readonly url: string; readonly intervalMs: number; readonly timeoutMs: number } | undefined;
  /** Over which a latency's target is held against it, and how many make a verdict. */
  readonly performance: { readonly windowMs: number; readonly minCount: number };
}

export interface MetricsServiceParts {
  readonly metrics: MemoryMetrics;
  readonly settings: MetricsSettings;
  readonly clock: ClockPort;
  readonly log: LogPort;
  /** What the server holds now. */
  readonly readings: () => readonly Reading[];
}

export interface MetricsService {
  /** The Prometheus page, as of now. */
  page(): string;
  /** Sends what was counted until now. Never rejects; idempotent. @param timeoutMs sending is given up after. */
  close(timeoutMs: number): Promise<void>;
}

export function startMetricsService({ metrics, settings, clock, log, readings }: MetricsServiceParts): MetricsService {
  const { otlp, performance } = settings;
  const resource = serviceResource();
  const ofProcess = new ProcessReadings(clock);
  const watch = new PerformanceWatch({ metrics, clock, log, ...performance });
  const source = {
    metrics,
    readings: () => [...readings(), ...ofProcess.read()],
    startedAt: clock.unixNow(),
    now: () => clock.unixNow(),
  };
  const exporting =
    otlp === undefined
      ? undefined
      : startMetricsExport({ ...otlp, resource, producer: metricProducer(source), log, metrics });
  return {
    page: () => prometheusPage(resource, scopeMetricsOf(source)),
    close: async (timeoutMs) => {
      watch.stop();
      await exporting?.close(timeoutMs);
      ofProcess.stop();
    },
  };
}
