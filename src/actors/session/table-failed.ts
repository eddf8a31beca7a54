/** Handles the failure of a table call that a client waits for: counts and logs it. @returns the client's refusal. */
import type { Refusal } from '../../protocol/errors.ts';
import type { LogPort, MetricsPort } from '../ports/telemetry.ts';
import { toStoreFailure, toStoreRefusal } from '../records/store-error.ts';

export function tableFailed(
  { log, metrics }: { readonly log: LogPort; readonly metrics: MetricsPort },
  error: unknown,
  operation: 'createSession' | 'getSession' | 'claimSession',
): { readonly ok: false; readonly refusal: Refusal } {
  metrics.count('DynamoDBErrors', 1, { operation });
  const refused = toStoreRefusal(error);
  log.error('keep_session', 'session table failed', { code: refused.code, operation, ...toStoreFailure(error) });
  return { ok: false, refusal: refused };
}
