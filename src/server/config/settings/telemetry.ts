/** Settings of metrics and traces, and where they are sent. OTEL_ names mean what OpenTelemetry’s standard says. */
import { number, text } from '../setting.ts';

const MINUTE_MS = 60_000;

export const TELEMETRY_SETTINGS = {
  PERFORMANCE_WINDOW_MS: number(
    MINUTE_MS,
    'Time over which the 95th percentile of a latency is compared with its target, in ms (1,000 or more).',
    1_000,
  ),
  PERFORMANCE_MIN_COUNT: number(
    20,
    'How often a latency must be measured in PERFORMANCE_WINDOW_MS to be compared with its target.',
  ),
  OTEL_SDK_DISABLED: text(
    undefined,
    'true: no traces are made and no metrics are sent. Empty: not disabled. The page /metrics on ADMIN_PORT is always there.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: text(
    undefined,
    'Address of a collector that takes OTLP over HTTP, such as http://localhost:4318. Empty: nothing is sent, unless another variable asks for it.',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: text(
    undefined,
    'http/json or http/protobuf. JSON is sent in both cases: a collector takes it at the same address. Empty: http/json.',
  ),
  OTEL_SERVICE_NAME: text(undefined, 'Name of this server in traces and metrics. Empty: rostrum.'),
  OTEL_RESOURCE_ATTRIBUTES: text(
    undefined,
    'More about this server in traces and metrics, such as deployment.environment=live, separated by commas. Empty: nothing more.',
  ),
  OTEL_TRACES_EXPORTER: text(
    undefined,
    'Where traces go: otlp, console (standard output), both separated by a comma, or none. Empty: otlp when an OTLP endpoint is set, else none.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text(
    undefined,
    'Full address for traces. Empty: OTEL_EXPORTER_OTLP_ENDPOINT with /v1/traces behind it.',
  ),
  OTEL_TRACES_SAMPLER: text(
    undefined,
    'Which utterances are traced, by the standard’s names: parentbased_traceidratio traces a share of them. Empty: parentbased_always_on, which traces all.',
  ),
  OTEL_TRACES_SAMPLER_ARG: text(
    undefined,
    'The share of utterances that is traced, 0 to 1. Required with traceidratio and parentbased_traceidratio. Empty: no share.',
  ),
  OTEL_BSP_MAX_QUEUE_SIZE: number(20_000, 'How many ended spans may wait to be sent. More are dropped and counted.'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: number(
    256,
    'How many spans are sent at once. Large batches hold up everything else while they are written.',
  ),
  OTEL_BSP_SCHEDULE_DELAY: number(1_000, 'How long an ended span may wait for others to be sent with it, in ms.'),
  OTEL_METRICS_EXPORTER: text(
    undefined,
    'Where metrics are sent: otlp or none. Empty: otlp when an OTLP endpoint is set, else none. The page /metrics on ADMIN_PORT is always there.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: text(
    undefined,
    'Full address for metrics. Empty: OTEL_EXPORTER_OTLP_ENDPOINT with /v1/metrics behind it.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: text(
    undefined,
    'How latencies are sent: explicit_bucket_histogram, with the bounds of docs/metrics.md, or base2_exponential_bucket_histogram, which costs more CPU and keeps percentiles in Amazon CloudWatch. The page /metrics always has the bounds. Empty: explicit_bucket_histogram.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: text(
    undefined,
    'cumulative, or lowmemory: each export has only the latencies measured since the last one, as the CloudWatch exporter of a collector needs. Counters are cumulative in both. lowmemory needs base2_exponential_bucket_histogram. Empty: cumulative.',
  ),
  OTEL_METRIC_EXPORT_INTERVAL: number(60_000, 'Time between two exports of the metrics, in ms.'),
  OTEL_METRIC_EXPORT_TIMEOUT: number(30_000, 'How long one export of the metrics may take, in ms.'),
} as const;
