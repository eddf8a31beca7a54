/** The server's settings in this deployment, by their names in its list of settings. */
import { SETTINGS, type SettingName } from '../../src/server/config/settings.ts';
import { OTLP_PORT } from './collector.ts';
import { VPC_RANGE } from './network.ts';
import type { DeployOptions } from './options.ts';
import type { Parameters } from './parameters.ts';
import { TABLE_NAMES } from './tables.ts';

export type ServerEnvironment = Readonly<Partial<Record<SettingName, string>>>;

export const SERVER_PORT = SETTINGS.PORT.default;

export interface ServerPlaces {
  readonly region: string;
  readonly functionName: string;
  readonly allowedOrigins: string;
  readonly issuer: NonNullable<Parameters['issuer']>;
}

export function serverEnvironment(
  { alarms, loadBalancer, settings }: Pick<DeployOptions, 'alarms' | 'loadBalancer' | 'settings'>,
  { region, functionName, allowedOrigins, issuer }: ServerPlaces,
): ServerEnvironment {
  return {
    OTEL_TRACES_EXPORTER: 'none',
    ...settings,
    ROSTRUM_MODE: 'aws',
    AWS_REGION: region,
    // For the collector and for nobody outside of the task. The image opens it to its network.
    ADMIN_HOST: '127.0.0.1',
    SESSIONS_TABLE_NAME: String(TABLE_NAMES.sessions),
    CONNECTIONS_TABLE_NAME: String(TABLE_NAMES.connections),
    TRANSLATION_PIPELINE_FUNCTION_NAME: functionName,
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: issuer.audience,
    AUTH_JWKS_URL: issuer.jwksUrl,
    ALLOWED_ORIGINS: allowedOrigins,
    // Behind the NLB the socket's peer is the client, and nobody's header is believed. The ALB writes the header.
    TRUSTED_PROXIES: loadBalancer === 'alb' ? VPC_RANGE : '',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${OTLP_PORT}/v1/metrics`,
    // Classic metrics need percentiles of each minute; PromQL rules need the bounds, of all times.
    ...(alarms === 'classic'
      ? {
          OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'lowmemory',
        }
      : {}),
  };
}

/** Read from the secret by ECS when the task starts: the setting, and the member of the secret's JSON. */
export const SERVER_SECRETS = {
  DELIVERY_ACCESS_KEY_ID: 'accessKeyId',
  DELIVERY_SECRET_ACCESS_KEY: 'secretAccessKey',
} as const satisfies Readonly<Partial<Record<SettingName, string>>>;
