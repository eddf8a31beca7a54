/** The OpenTelemetry collector beside the server: it takes the server's metrics and hands them to CloudWatch. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { declarations, NAMESPACE, unitDescriptors } from './cloudwatch-metrics.ts';
import type { DeployOptions } from './options.ts';

/** The collector's port on the task's own loopback address. */
export const OTLP_PORT = 4_318;
/** MiB of the container; the limiter refuses metrics below it, and the server sends the next ones. */
export const COLLECTOR_MEMORY_MIB = 256;
const LIMIT_MIB = 200;
const SPIKE_MIB = 50;

/** The image of compose.yaml. */
export function collectorImage(): string {
  const { services } = parse(readFileSync(join(import.meta.dirname, '../../compose.yaml'), 'utf8'));
  const image = services?.['otel-collector']?.image;
  if (typeof image !== 'string') throw new Error('compose.yaml has no image for the collector');
  return image;
}

export interface CollectorPlaces {
  readonly region: string;
  readonly logGroup: string;
}

/** @returns the collector's configuration as YAML. */
export function collectorConfig(alarms: DeployOptions['alarms'], places: CollectorPlaces): string {
  const { exporter, extensions } = alarms === 'classic' ? toMetricLogs(places) : toOtlp(places);
  const config = {
    extensions,
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${OTLP_PORT}` } } } },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: LIMIT_MIB, spike_limit_mib: SPIKE_MIB },
    },
    exporters: exporter,
    service: {
      extensions: Object.keys(extensions),
      pipelines: {
        metrics: { receivers: ['otlp'], processors: ['memory_limiter'], exporters: Object.keys(exporter) },
      },
      // Its own metrics would need a port; its log says what it could not send.
      telemetry: { logs: { level: 'warn' }, metrics: { level: 'none' } },
    },
  };
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** CloudWatch makes classic metrics of log events in the embedded metric format. */
function toMetricLogs({ region, logGroup }: CollectorPlaces) {
  const awsemf = {
    region,
    namespace: NAMESPACE,
    log_group_name: logGroup,
    log_stream_name: 'metrics',
    // Only the sets of dimensions that are declared.
    dimension_rollup_option: 'NoDimensionRollup',
    metric_declarations: declarations(),
    metric_descriptors: unitDescriptors(),
    // Else a collector that is started anew would count everything since the server's start once more. The price: what a
    // server counts in its first minute is not in CloudWatch.
    retain_initial_value_of_delta_metric: false,
  };
  return { exporter: { awsemf }, extensions: {} };
}

/** CloudWatch's own address for OTLP, which PromQL alarms read. */
function toOtlp({ region }: CollectorPlaces) {
  const sigv4auth = { region, service: 'monitoring' };
  const exporter = {
    'otlp_http/cloudwatch': {
      metrics_endpoint: `https://monitoring.${region}.amazonaws.com/v1/metrics`,
      auth: { authenticator: 'sigv4auth' },
    },
  };
  return { exporter, extensions: { sigv4auth } };
}
