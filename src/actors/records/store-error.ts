/** What a table call comes to that could not be carried out, and what a client is told of it. */
import type { CallFailure } from '../../machines/failures.ts';
import { type Refusal, refusal } from '../../protocol/errors.ts';
import { toFailureInfo } from '../introspection/failure-info.ts';
import type { LogFields } from '../ports/telemetry.ts';
import type { ServiceName } from '../resilience/circuit.ts';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly service: ServiceName;
  readonly failure: string;
  /** False when trying again cannot help. */
  readonly isRetryable: boolean;

  constructor(service: ServiceName, { failure, detail, retryable }: CallFailure, options?: ErrorOptions) {
    super(`${service}: ${detail}`, options);
    this.service = service;
    this.failure = failure;
    this.isRetryable = retryable;
  }
}

/** What a call comes to whose table is not there. */
export const MISSING_TABLE = 'notFound';

const SERVICE: ServiceName = 'DynamoDB';

/** Whoever waits for a row cannot have it now; the service is named. */
export function tableUnavailable(): Refusal {
  return refusal('SERVICE_UNAVAILABLE', { service: SERVICE }, `${SERVICE} cannot be reached. Try again in a second.`);
}

/** @returns what a client is told of whatever kept a session from its row. */
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
 * Whether trying again cannot help.
 * @param areTablesRestored A table that is missing will be made again: then waiting for it helps.
 */
export function isPermanent(error: unknown, areTablesRestored = false): boolean {
  if (!(error instanceof StoreError) || error.isRetryable) return false;
  return !(areTablesRestored && error.failure === MISSING_TABLE);
}
