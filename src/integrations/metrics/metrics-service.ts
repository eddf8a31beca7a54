/**
 * Runs the server's metrics: prints them as a page, sends them to a collector if one is configured, and watches for
 * missed targets. It stops everything that it starts.
 */
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { LogPort } from '../../actors/ports/telemetry.ts';
import type { Reading } from './catalogue.ts';
import type { LatencyExport } from './exponential-latencies.ts';
import type { MemoryMetrics } from './memory-metrics.ts';
import { metricProducer, toScopeMetrics } from './metric-data.ts';
import { PerformanceWatch } from './performance-watch.ts';
import { ProcessReadings } from './process-readings.ts';
import { prometheusPage } from './prometheus-page.ts';
import { serviceResource } from './service-resource.ts';

export interface MetricsSettings {
  /** The collector that metrics are sent to over OTLP; undefined: none. */
  readonly otlp:
    | {
        readonly url: string;
        readonly intervalMs: number;
        readonly timeoutMs: number;
        readonly latencies: LatencyExport;
      }
    | undefined;
  /** The window over which latencies are compared with their targets, and the measurements that it needs. */
  readonly performance: { readonly windowMs: number; readonly minCount: number };
}

export interface MetricsServiceDeps {
  readonly metrics: MemoryMetrics;
  readonly settings: MetricsSettings;
  readonly clock: ClockPort;
  readonly log: LogPort;
  /** Gives the server's present values. */
  readonly readings: () => readonly Reading[];
}

export interface MetricsService {
  /** @returns the Prometheus page with the present values. */
  page(): string;
  /** Exports once more and stops. Never rejects; idempotent. @param timeoutMs limit for this export. */
  close(timeoutMs: number): Promise<void>;
}

export async function startMetricsService({
  metrics,
  settings,
  clock,
  log,
  readings,
}: MetricsServiceDeps): Promise<MetricsService> {
  const { otlp, performance } = settings;
  const resource = serviceResource();
  // Loaded only for a collector: OpenTelemetry's exporter takes memory in every other server.
  const exports = otlp === undefined ? undefined : await import('./metrics-export.ts');
  const ofProcess = new ProcessReadings(clock);
  const watch = new PerformanceWatch({ metrics, clock, log, ...performance });
  const source = {
    metrics,
    readings: () => [...readings(), ...ofProcess.read()],
    startedAt: clock.unixNow(),
    now: () => clock.unixNow(),
  };
  const producer = metricProducer(source, otlp?.latencies === 'explicit');
  const exporting = otlp && exports?.startMetricsExport({ ...otlp, resource, producer, log, metrics });
  return {
    page: () => prometheusPage(resource, toScopeMetrics(source)),
    close: async (timeoutMs) => {
      watch.stop();
      await exporting?.close(timeoutMs);
      ofProcess.stop();
    },
  };
}
