/** The error of a failed table call, and the refusal that a client gets for it. */
import type { CallFailure } from '../../machines/failures.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { toFailureInfo } from '../introspection/failure-info.ts';
import type { LogFields } from '../ports/telemetry.ts';
import type { ServiceName } from '../resilience/circuit.ts';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly service: ServiceName;
  readonly failure: string;
  /** False when a retry cannot help. */
  readonly isRetryable: boolean;

  constructor(service: ServiceName, { failure, detail, retryable }: CallFailure, options?: ErrorOptions) {
    super(`${service}: ${detail}`, options);
    this.service = service;
    this.failure = failure;
    this.isRetryable = retryable;
  }
}

/** The failure of a call whose table does not exist. */
export const MISSING_TABLE = 'notFound';

const SERVICE: ServiceName = 'DynamoDB';

/** The refusal when a row cannot be read or written now. It names the service. */
export function tableUnavailable(): Refusal {
  return refusal('SERVICE_UNAVAILABLE', { service: SERVICE }, `${SERVICE} cannot be reached. Try again in a second.`);
}

/** @returns the refusal that a client gets for any error of a table call. */
export function toStoreRefusal(error: unknown): Refusal {
  return error instanceof StoreError && error.failure === 'timeout'
    ? refusal('TIMEOUT', { service: SERVICE }, `${SERVICE} did not answer in time. Try again in a second.`)
    : tableUnavailable();
}

/** For a log line. */
export function toStoreFailure(error: unknown): LogFields {
  return error instanceof StoreError ? { failure: error.failure } : { ...toFailureInfo(error) };
}

/**
 * Whether a retry cannot help.
 * @param areTablesRestored A missing table will be created again, so waiting for it helps.
 */
export function isPermanent(error: unknown, areTablesRestored = false): boolean {
  if (!(error instanceof StoreError) || error.isRetryable) return false;
  return !(areTablesRestored && error.failure === MISSING_TABLE);
}
