/** Checks the configuration for problems between values, and for wrong choices and addresses. */
import { TARGET_LANGUAGES } from '../../protocol/languages.ts';
import { SEGMENT_MODES } from '../../protocol/segments.ts';
import { problemsOfTrustedProxies } from '../http/client-address.ts';
import { problemsOfAsr } from './asr-settings.ts';
import { list } from './list.ts';
import { problemsOfMetrics } from './metrics-settings.ts';
import { SETTINGS, type SettingName, type SettingValues } from './settings.ts';
import { problemsOfTargetOffers } from './target-offers-setting.ts';
import { problemsOfTlsFiles } from './tls-files.ts';
import { problemsOfTraces } from './trace-settings.ts';

/** Long enough that guessing is hopeless at 20 tries a minute. */
const MIN_INSIDE_TOKEN = 16;
const MODES = ['embedded', 'aws'];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];
const REQUIRED_IN_AWS: readonly SettingName[] = [
  'AWS_REGION',
  'TRANSLATION_PIPELINE_FUNCTION_NAME',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_JWKS_URL',
  // Without these two, every program on this machine could speak to the listeners.
  'DELIVERY_ACCESS_KEY_ID',
  'DELIVERY_SECRET_ACCESS_KEY',
];

/** @returns one line for each problem: the variable, what is wrong, and what would be right. */
export function problemsOfConfig(values: SettingValues): string[] {
  return [
    ...problemsOfChoices(values),
    ...problemsOfAws(values),
    ...problemsOfLanguages(values),
    ...problemsOfTrustedProxies(list(values.TRUSTED_PROXIES)).map((problem) => `TRUSTED_PROXIES: ${problem}`),
    ...problemsOfMetrics(values),
    ...problemsOfTraces(values),
    ...problemsOfAsr(values),
    ...problemsOfToken(values),
    ...problemsOfTimes(values),
    ...problemsOfTls(values),
  ];
}

function problemsOfChoices(values: SettingValues): string[] {
  const choices = { ROSTRUM_MODE: MODES, LOG_LEVEL: LOG_LEVELS, TRANSLATION_SEGMENTS: SEGMENT_MODES } as const;
  return Object.entries(choices).flatMap(([name, allowed]) => {
    const value = String(values[name as keyof typeof choices]);
    return (allowed as readonly string[]).includes(value)
      ? []
      : [`${name} must be one of ${allowed.join(', ')}, not "${value}"`];
  });
}

function problemsOfAws(values: SettingValues): string[] {
  const problems: string[] = [];
  if (values.ROSTRUM_MODE === 'aws') {
    for (const name of REQUIRED_IN_AWS)
      if (!values[name]) problems.push(`${name} is not set. ${SETTINGS[name].meaning}`);
    for (const name of ['AUTH_JWKS_URL', 'AUTH_ISSUER'] as const) {
      if (values[name] && !URL.canParse(values[name]))
        problems.push(`${name} must be a URL, such as https://id.example.com`);
    }
  } else {
    problems.push(...problemsOfPair(values, 'DELIVERY_ACCESS_KEY_ID', 'DELIVERY_SECRET_ACCESS_KEY'));
  }
  if (values.AWS_ENDPOINT_URL_DYNAMODB && !/^https?:\/\/[^/]/.test(values.AWS_ENDPOINT_URL_DYNAMODB)) {
    problems.push('AWS_ENDPOINT_URL_DYNAMODB must be a URL that begins with http:// or https://');
  }
  return problems;
}

function problemsOfLanguages(values: SettingValues): string[] {
  const unknown = list(values.SUPPORTED_LANGUAGES).filter(
    (code) => !(TARGET_LANGUAGES as readonly string[]).includes(code),
  );
  return [
    ...unknown.map((code) => `SUPPORTED_LANGUAGES names "${code}", which is not one of ${TARGET_LANGUAGES.join(' ')}`),
    ...problemsOfTargetOffers(values.TARGET_OFFERS),
  ];
}

function problemsOfToken({ INSIDE_TOKEN: token }: SettingValues): string[] {
  if (token === undefined || token.length >= MIN_INSIDE_TOKEN) return [];
  return [`INSIDE_TOKEN must have ${MIN_INSIDE_TOKEN} characters or more, not ${token.length}`];
}

function problemsOfTimes(values: SettingValues): string[] {
  const problems: string[] = [];
  const {
    PING_INTERVAL_MS: pingMs,
    IDLE_TIMEOUT_MS: idleMs,
    RATE_CLOSE_MS: closeMs,
    RATE_WARNING_MS: warningMs,
  } = values;
  if (pingMs > idleMs / 2)
    problems.push(`PING_INTERVAL_MS must be at most half of IDLE_TIMEOUT_MS (${idleMs}), not ${pingMs}`);
  if (closeMs <= warningMs)
    problems.push(`RATE_CLOSE_MS must be more than RATE_WARNING_MS (${warningMs}), not ${closeMs}`);
  return problems;
}

function problemsOfTls(values: SettingValues): string[] {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = values;
  if (certFile && keyFile) return problemsOfTlsFiles(certFile, keyFile);
  return problemsOfPair(values, 'TLS_CERT_FILE', 'TLS_KEY_FILE');
}

/** Two settings that need each other. */
function problemsOfPair(values: SettingValues, ...names: readonly [SettingName, SettingName]): string[] {
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length !== 1) return [];
  const present = names.find((name) => name !== missing[0]);
  return [`${present} is set and ${missing[0]} is not: set both, or neither`];
}
