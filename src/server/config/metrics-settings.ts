/** The settings of the metrics export and the latency targets. OpenTelemetry's own variables mean what its standard says. */
import type { LatencyExport } from '../../integrations/metrics/exponential-latencies.ts';
import type { MetricsSettings } from '../../integrations/metrics/metrics-service.ts';
import type { SettingName, SettingValues } from './settings.ts';

const PATH = '/v1/metrics';
const DEFAULT_ENDPOINT = 'http://localhost:4318';
const EXPORTERS = ['otlp', 'none'];
const AGGREGATION = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION';
const TEMPORALITY = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
const EXPLICIT = 'explicit_bucket_histogram';
const EXPONENTIAL = 'base2_exponential_bucket_histogram';
const CUMULATIVE = 'cumulative';
const DELTA = 'lowmemory';
const ADDRESSES: readonly SettingName[] = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'];

export function readMetricsSettings(values: SettingValues): MetricsSettings {
  const url = readUrl(values);
  const { OTEL_METRIC_EXPORT_INTERVAL: intervalMs, OTEL_METRIC_EXPORT_TIMEOUT: timeoutMs } = values;
  return {
    otlp: url === undefined ? undefined : { url, intervalMs, timeoutMs, latencies: readLatencyExport(values) },
    performance: { windowMs: values.PERFORMANCE_WINDOW_MS, minCount: values.PERFORMANCE_MIN_COUNT },
  };
}

/** @returns one line for each problem. */
export function problemsOfMetrics(values: SettingValues): string[] {
  const problems = [
    ...problemsOfChoice(values, 'OTEL_METRICS_EXPORTER', EXPORTERS),
    ...problemsOfChoice(values, AGGREGATION, [EXPLICIT, EXPONENTIAL]),
    ...problemsOfChoice(values, TEMPORALITY, [CUMULATIVE, DELTA]),
    ...(values[TEMPORALITY] === DELTA && values[AGGREGATION] !== EXPONENTIAL
      ? [`${TEMPORALITY}=${DELTA} needs ${AGGREGATION}=${EXPONENTIAL}`]
      : []),
  ];
  const wrong = ADDRESSES.filter(
    (name) => values[name] !== undefined && !/^https?:\/\/[^/]/.test(String(values[name])),
  );
  return [...problems, ...wrong.map((name) => `${name} must be a URL that begins with http:// or https://`)];
}

function problemsOfChoice(values: SettingValues, name: SettingName, choices: readonly string[]): string[] {
  const value = values[name];
  return value === undefined || choices.includes(String(value))
    ? []
    : [`${name} must be one of ${choices.join(', ')}, not "${value}"`];
}

function readLatencyExport(values: SettingValues): LatencyExport {
  if (values[AGGREGATION] !== EXPONENTIAL) return 'explicit';
  return values[TEMPORALITY] === DELTA ? 'exponentialDelta' : 'exponential';
}

/**
 * @returns undefined when no metrics are sent. Unlike the standard, which then sends to a collector on this machine,
 * nothing is sent unless a variable asks for it.
 */
function readUrl(values: SettingValues): string | undefined {
  const { OTEL_METRICS_EXPORTER: exporter, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: own } = values;
  if (values.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || exporter === 'none') return undefined;
  const shared = values.OTEL_EXPORTER_OTLP_ENDPOINT ?? (exporter === 'otlp' ? DEFAULT_ENDPOINT : undefined);
  return own ?? (shared === undefined ? undefined : `${shared.replace(/\/+$/, '')}${PATH}`);
}
