/**
 * The settings of traces. OpenTelemetry's own variables mean what its standard says, but nothing is sent unless one
 * asks for it.
 */
import type { TraceSettings } from '../../integrations/telemetry/start-tracing.ts';
import { list } from './list.ts';
import type { SettingValues } from './settings.ts';

const PATH = '/v1/traces';
const DEFAULT_ENDPOINT = 'http://localhost:4318';
const EXPORTERS = ['otlp', 'console', 'none'];
/** A collector's HTTP port accepts both. */
const PROTOCOLS = ['http/json', 'http/protobuf'];
const RATIO_SAMPLERS = ['traceidratio', 'parentbased_traceidratio'];
const SAMPLERS = ['always_on', 'always_off', 'parentbased_always_on', 'parentbased_always_off', ...RATIO_SAMPLERS];

/** @returns undefined when nothing is traced. */
export function readTraceSettings(values: SettingValues): TraceSettings | undefined {
  const exporters = readExporters(values);
  if (exporters.length === 0) return undefined;
  return {
    otlp: exporters.includes('otlp') ? { url: readUrl(values) } : undefined,
    toConsole: exporters.includes('console'),
    batches: {
      maxWaiting: values.OTEL_BSP_MAX_QUEUE_SIZE,
      batchSize: values.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
      delayMs: values.OTEL_BSP_SCHEDULE_DELAY,
    },
  };
}

/** @returns one line for each problem. */
export function problemsOfTraces(values: SettingValues): string[] {
  const problems: string[] = [];
  const {
    OTEL_TRACES_SAMPLER: sampler,
    OTEL_TRACES_SAMPLER_ARG: ratio,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  } = values;
  for (const exporter of list(values.OTEL_TRACES_EXPORTER)) {
    if (EXPORTERS.includes(exporter)) continue;
    problems.push(`OTEL_TRACES_EXPORTER must be one or more of ${EXPORTERS.join(', ')}, not "${exporter}"`);
  }
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    problems.push(`OTEL_EXPORTER_OTLP_PROTOCOL must be one of ${PROTOCOLS.join(', ')}, not "${protocol}"`);
  }
  if (sampler !== undefined && !SAMPLERS.includes(sampler)) {
    problems.push(`OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(', ')}, not "${sampler}"`);
  }
  if (RATIO_SAMPLERS.includes(String(sampler)) && !isRatio(ratio)) {
    problems.push(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1 with ${sampler}, not "${ratio ?? ''}"`);
  }
  const address = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (address !== undefined && !/^https?:\/\/[^/]/.test(address)) {
    problems.push('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be a URL that begins with http:// or https://');
  }
  return problems;
}

/**
 * By the standard, traces go to a collector on this machine by default. Here they are sent only if a variable asks for
 * it.
 */
function readExporters(values: SettingValues): readonly string[] {
  const named = list(values.OTEL_TRACES_EXPORTER);
  if (values.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || named.includes('none')) return [];
  if (named.length > 0) return named;
  return (values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT) === undefined
    ? []
    : ['otlp'];
}

function readUrl(values: SettingValues): string {
  const shared = values.OTEL_EXPORTER_OTLP_ENDPOINT ?? DEFAULT_ENDPOINT;
  return values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? `${shared.replace(/\/+$/, '')}${PATH}`;
}

function isRatio(text: string | undefined): boolean {
  const value = Number(text);
  return text !== undefined && value >= 0 && value <= 1;
}
