/**
 * How often libraries try again by themselves, where we leave it to them. They do not export these numbers:
 * test/scripts/integration/sdk-defaults.test.ts compares them with the libraries that are installed.
 */
import { grouped, ms } from './words.ts';

interface SdkRetries {
  readonly attempts: number;
  readonly baseMs: number;
}

/** The AWS SDK's standard mode, by client. */
export const SDK_RETRIES = {
  DynamoDB: { attempts: 4, baseMs: 25 },
  Translate: { attempts: 3, baseMs: 50 },
  Polly: { attempts: 3, baseMs: 50 },
  SecretsManager: { attempts: 3, baseMs: 50 },
} as const satisfies Readonly<Record<string, SdkRetries>>;

/** After a throttled attempt, and at most, ms. */
export const SDK_PAUSES = { throttledMs: 1_000, capMs: 20_000 } as const;

/** For a cell of the table. */
export function sdkPauses(service: keyof typeof SDK_RETRIES): string {
  const { baseMs } = SDK_RETRIES[service];
  return `${ms(baseMs)} (throttled ${ms(SDK_PAUSES.throttledMs)}), doubling, cap ${ms(SDK_PAUSES.capMs)}, by chance shorter`;
}

/** OpenTelemetry's exporters over HTTP. */
export const OTLP = { attempts: 6, baseMs: 1_000, factor: 1.5, capMs: 5_000, timeoutMs: 10_000 } as const;

export const OTLP_RETRIES = {
  attempts: OTLP.attempts,
  pauses: `${ms(OTLP.baseMs)}, times ${grouped(OTLP.factor)}, cap ${ms(OTLP.capMs)}`,
  permanent: 'every status but 429, 502, 503, 504',
  timeoutMs: OTLP.timeoutMs,
} as const;
