/** Reads the environment once and checks it. The only file that looks at process.env. A wrong value stops the start. */
import type { ConnectionRates } from '../../actors/connections/connection-rate-limiter.ts';
import { STORE_CALLS } from '../../actors/records/reliable-store.ts';
import type { SessionSettings } from '../../actors/session/session-settings.ts';
import type { AsrSettings } from '../../integrations/emulators/asr-settings.ts';
import type { MetricsSettings } from '../../integrations/metrics/metrics-service.ts';
import type { TraceSettings } from '../../integrations/telemetry/start-tracing.ts';
import type { CircuitTimings } from '../../machines/circuit.machine.ts';
import type { ConnectionTimings } from '../../machines/connection.machine.ts';
import type { RetryLimits } from '../../machines/retry.machine.ts';
import type { TargetOffer } from '../../protocol/http-messages.ts';
import { TARGET_LANGUAGES } from '../../protocol/languages.ts';
import type { Sizes } from '../../protocol/limits.ts';
import { readAsrSettings } from './asr-settings.ts';
import { problemsOfConfig } from './config-problems.ts';
import { list } from './list.ts';
import { readMetricsSettings } from './metrics-settings.ts';
import { sdkEnvironment } from './sdk-environment.ts';
import { readSessionSettings } from './session-settings.ts';
import { readSettings, type SettingValues } from './settings.ts';
import { parseTargetOffers } from './target-offers-setting.ts';
import { readTraceSettings } from './trace-settings.ts';

export type Mode = 'embedded' | 'aws';

export interface Config {
  readonly mode: Mode;
  readonly port: number;
  readonly host: string;
  readonly adminPort: number;
  readonly adminHost: string;
  readonly adminAllowedHosts: readonly string[];
  /** The inspector's port; undefined: it is off. */
  readonly inspectPort: number | undefined;
  /** Token that opens `/inside`. Undefined: it is open on this machine in embedded mode, closed elsewhere. */
  readonly introspectionToken: string | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly logLevel: string;
  readonly allowedOrigins: readonly string[];
  readonly targetLanguages: readonly string[];
  /** AWS mode: the operator's answer for each language; undefined in embedded mode, where the pipeline is asked. */
  readonly targetOffers: readonly TargetOffer[] | undefined;
  readonly sizes: Sizes;
  readonly connection: ConnectionTimings;
  /** Limits of one connection. */
  readonly connectionRates: ConnectionRates;
  /** Limits of one address, and sessions that one user may create. */
  readonly rates: {
    readonly connectsAcceptedPerMinute: number;
    readonly connectsRefusedPerMinute: number;
    readonly unknownSessionsPerMinute: number;
    readonly sessionsPerHour: number;
  };
  readonly trustedProxies: readonly string[];
  /** Time between the 503 of /readyz and the refusal of new connections. */
  readonly drainDelayMs: number;
  readonly drainTimeoutMs: number;
  readonly session: SessionSettings;
  readonly metrics: MetricsSettings;
  /** Undefined: nothing is traced. */
  readonly traces: TraceSettings | undefined;
  /** For the circuit breaker of each service. */
  readonly breaker: CircuitTimings;
  /** For one table operation. */
  readonly tableCalls: RetryLimits;
  readonly tables: {
    readonly sessions: string;
    readonly connections: string;
    /** Set if the operator configured an address: the address and its variable. */
    readonly address: { readonly endpoint: string; readonly variable: string } | undefined;
  };
  /** Needed in AWS mode only. */
  readonly aws: {
    readonly region: string | undefined;
    readonly functionName: string;
    readonly issuer: string;
    readonly audience: string;
    readonly jwksUrl: string;
    readonly delivery: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  };
  readonly embedded: {
    readonly dataFolder: string | undefined;
    /** A DynamoDB that is used instead of the emulator. */
    readonly dynamodbEndpoint: string | undefined;
    readonly asr: AsrSettings;
    /** Port of the fault control API; undefined: faults cannot be injected. */
    readonly faultsPort: number | undefined;
  };
}

export type ConfigResult =
  /** `warnings`, one line each: settings that only this version still reads, and settings without effect. */
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** @param environment Default process.env. @returns the configuration, or one line for each problem. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): ConfigResult {
  const { values, problems: malformed, warnings } = readSettings(environment);
  const problems = [...malformed, ...problemsOfConfig(values)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: toConfig(values, environment), warnings };
}

/** The environment variables of this process, for what has to show or to hide them. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}

/** Must be called before the first call to AWS. */
export function prepareSdk(): void {
  Object.assign(process.env, sdkEnvironment());
}

function toConfig(values: SettingValues, environment: Readonly<Record<string, string | undefined>>): Config {
  const mode = values.ROSTRUM_MODE as Mode;
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = values;
  const { DELIVERY_ACCESS_KEY_ID: accessKeyId, DELIVERY_SECRET_ACCESS_KEY: secretAccessKey } = values;
  const named = list(values.SUPPORTED_LANGUAGES);
  const targetLanguages = named.length > 0 ? named : TARGET_LANGUAGES;
  return {
    mode,
    port: values.PORT,
    host: values.HOST ?? (mode === 'aws' ? '0.0.0.0' : '127.0.0.1'),
    adminPort: values.ADMIN_PORT,
    adminHost: values.ADMIN_HOST ?? '127.0.0.1',
    adminAllowedHosts: list(values.ADMIN_ALLOWED_HOSTS),
    inspectPort: values.INSPECT === 1 ? values.INSPECT_PORT : undefined,
    introspectionToken: values.INSIDE_TOKEN,
    tls: certFile && keyFile ? { certFile, keyFile } : undefined,
    logLevel: values.LOG_LEVEL ?? 'info',
    allowedOrigins: list(values.ALLOWED_ORIGINS),
    targetLanguages,
    targetOffers: mode === 'aws' ? parseTargetOffers(values.TARGET_OFFERS, targetLanguages) : undefined,
    sizes: {
      messageBytes: values.MAX_MESSAGE_BYTES,
      controlBytes: values.MAX_CONTROL_BYTES,
      audioBytes: values.MAX_AUDIO_BYTES,
      audioMinBytes: values.MIN_AUDIO_BYTES,
      bodyBytes: values.MAX_BODY_BYTES,
    },
    connection: {
      pingMs: values.PING_INTERVAL_MS,
      idleMs: values.IDLE_TIMEOUT_MS,
      refreshMs: values.CONNECTION_REFRESH_MS,
      warningMs: values.CONNECTION_WARNING_MS,
      warnEveryMs: values.CONNECTION_WARNING_EVERY_MS,
      lifeMs: values.CONNECTION_LIFE_MS,
      replacedMs: values.REPLACED_SOCKET_MS,
    },
    connectionRates: {
      audio: { rate: values.AUDIO_CHUNKS_PER_SECOND, burst: values.AUDIO_BURST },
      control: { rate: values.CONTROL_MESSAGES_PER_SECOND, burst: values.CONTROL_BURST },
      status: { rate: values.STATUS_QUERIES_PER_SECOND, burst: values.STATUS_BURST },
      report: { rate: values.PLAYBACK_REPORTS_PER_SECOND, burst: values.PLAYBACK_REPORT_BURST },
      warnAfterMs: values.RATE_WARNING_MS,
      closeAfterMs: values.RATE_CLOSE_MS,
    },
    rates: {
      connectsAcceptedPerMinute: values.CONNECTS_ACCEPTED_PER_MINUTE,
      connectsRefusedPerMinute: values.CONNECTS_REFUSED_PER_MINUTE,
      unknownSessionsPerMinute: values.UNKNOWN_SESSIONS_PER_MINUTE,
      sessionsPerHour: values.SESSIONS_PER_HOUR,
    },
    trustedProxies: list(values.TRUSTED_PROXIES),
    drainDelayMs: values.DRAIN_DELAY_MS,
    drainTimeoutMs: values.DRAIN_TIMEOUT_MS,
    session: readSessionSettings(values),
    metrics: readMetricsSettings(values),
    traces: readTraceSettings(values),
    breaker: { failures: values.BREAKER_FAILURES, openMs: values.BREAKER_OPEN_MS },
    tableCalls: {
      ...STORE_CALLS,
      attempts: values.DYNAMODB_ATTEMPTS,
      baseMs: values.DYNAMODB_RETRY_BASE_MS,
      capMs: values.DYNAMODB_RETRY_CAP_MS,
    },
    tables: {
      sessions: values.SESSIONS_TABLE_NAME ?? 'Sessions',
      connections: values.CONNECTIONS_TABLE_NAME ?? 'Connections',
      address: readTablesAddress(values),
    },
    aws: {
      region: values.AWS_REGION,
      functionName: values.TRANSLATION_PIPELINE_FUNCTION_NAME ?? '',
      issuer: values.AUTH_ISSUER ?? '',
      audience: values.AUTH_AUDIENCE ?? '',
      jwksUrl: values.AUTH_JWKS_URL ?? '',
      delivery: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    },
    embedded: {
      dataFolder: values.DATA_FOLDER,
      dynamodbEndpoint: values.AWS_ENDPOINT_URL_DYNAMODB,
      asr: readAsrSettings(values, environment),
      faultsPort: values.EMBEDDED_FAULTS_PORT,
    },
  };
}

/** Reads the variables that the AWS SDK reads, in its order; embedded mode reads only the first one. */
function readTablesAddress(values: SettingValues): Config['tables']['address'] {
  const names = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL'] as const;
  const variable = (values.ROSTRUM_MODE === 'aws' ? names : names.slice(0, 1)).find(
    (name) => values[name] !== undefined,
  );
  const endpoint = variable && values[variable];
  return variable && endpoint ? { endpoint, variable } : undefined;
}
