/** Settings of the server that whoever deploys chooses, beside those that the template decides. */
import { checkNumber } from '../../src/server/config/setting.ts';
import { SETTINGS, type SettingName } from '../../src/server/config/settings.ts';

export type ServerSettings = Readonly<Partial<Record<SettingName, string>>>;

/** In context: set.NAME=VALUE. */
export const SET = 'set.';

/** What the template decides, with the parameters; its ports are written into the load balancer too. */
const DECIDED: readonly SettingName[] = [
  ...(['ROSTRUM_MODE', 'PORT', 'HOST', 'ADMIN_PORT', 'ADMIN_HOST', 'TLS_CERT_FILE', 'TLS_KEY_FILE'] as const),
  ...(['AWS_REGION', 'SESSIONS_TABLE_NAME', 'CONNECTIONS_TABLE_NAME', 'TRANSLATION_PIPELINE_FUNCTION_NAME'] as const),
  ...(['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS_URL', 'ALLOWED_ORIGINS', 'TRUSTED_PROXIES'] as const),
  ...(['DELIVERY_ACCESS_KEY_ID', 'DELIVERY_SECRET_ACCESS_KEY'] as const),
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
];
/** Everybody who may read the template or the task could read it. */
const SECRET: readonly SettingName[] = ['INSIDE_TOKEN'];

/** ECS on Fargate kills a container after this at the latest, seconds. */
export const LONGEST_STOP_SECONDS = 120;
/** Between the end of the server's drain and its being killed. */
const SPARE_SECONDS = 5;

/** @param problems Gets one line for each problem. */
export function readServerSettings(context: Readonly<Record<string, unknown>>, problems: string[]): ServerSettings {
  const given = Object.entries(context)
    .filter(([key]) => key.startsWith(SET))
    .map(([key, value]) => [key.slice(SET.length), String(value)] as const);
  for (const [name, value] of given) problems.push(...problemsOf(name, value));
  const settings = Object.fromEntries(given) as ServerSettings;
  if (problems.length === 0 && stopSeconds(settings) > LONGEST_STOP_SECONDS) {
    const most = (LONGEST_STOP_SECONDS - SPARE_SECONDS) * 1_000;
    problems.push(
      `DRAIN_DELAY_MS and DRAIN_TIMEOUT_MS may be ${most} together: Fargate waits ${LONGEST_STOP_SECONDS} s`,
    );
  }
  return settings;
}

/** Seconds from SIGTERM until ECS kills the server: its own drain, and a little more. */
export function stopSeconds({ DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS }: ServerSettings): number {
  const delayMs = Number(DRAIN_DELAY_MS ?? SETTINGS.DRAIN_DELAY_MS.default);
  const timeoutMs = Number(DRAIN_TIMEOUT_MS ?? SETTINGS.DRAIN_TIMEOUT_MS.default);
  return Math.ceil((delayMs + timeoutMs) / 1_000) + SPARE_SECONDS;
}

function problemsOf(name: string, value: string): string[] {
  if (!Object.hasOwn(SETTINGS, name)) return [`${SET}${name}: the server has no setting ${name}`];
  const setting = name as SettingName;
  if (DECIDED.includes(setting)) return [`${SET}${name}: the template decides it`];
  if (SECRET.includes(setting)) return [`${SET}${name}: it is a secret, and the template can be read`];
  const problem = checkNumber(name, SETTINGS[setting], value);
  return problem === undefined ? [] : [problem];
}
