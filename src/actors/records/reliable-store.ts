/**
 * The record store as the actors use it: calls are retried where that can help, behind the table's circuit breaker. It
 * always rejects with a StoreError. It keeps no rows and does not change their order.
 */
import type { CallFailure } from '../../machines/failures.ts';
import type { Attempt, RetryLimits } from '../../machines/retry.machine.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import type { ConnectionRecord, RecordStorePort, RowSeen, SessionRecord } from '../ports/records.ts';
import type { Circuit } from '../resilience/circuit.ts';
import { retried } from '../resilience/retry.ts';
import { MISSING_TABLE, StoreError } from './store-error.ts';

export interface ReliableStoreDeps {
  readonly store: RecordStorePort;
  readonly circuit: Circuit;
  readonly clock: ClockPort;
  /** 0..1, for jitter. */
  readonly random: () => number;
  readonly limits: RetryLimits;
  readonly inspector?: InspectorPort | undefined;
  /** Classifies any error with which the store rejected. */
  readonly classify: (error: unknown) => CallFailure;
  /** A table that existed at the start is missing. Called for each call that found it missing. */
  readonly onMissingTable?: () => void;
}

/**
 * The limits that an operator does not set. The client's own time limits are shorter: this one is for a call that never
 * settles.
 */
export const STORE_CALLS = { jitter: 0.5, timeoutMs: 5_000 } as const;

const TURNED_AWAY: CallFailure = {
  failure: 'circuitOpen',
  detail: 'Calls have failed in a row: no calls are made for a while.',
  retryable: true,
  verdict: 'none',
};

export class ReliableStore implements RecordStorePort {
  readonly #deps: ReliableStoreDeps;

  constructor(deps: ReliableStoreDeps) {
    this.#deps = deps;
  }

  createSession(record: SessionRecord): Promise<boolean> {
    return this.#call((store) => store.createSession(record));
  }

  getSession(sessionId: string): Promise<SessionRecord | undefined> {
    return this.#call((store) => store.getSession(sessionId));
  }

  putSession(record: SessionRecord): Promise<boolean> {
    return this.#call((store) => store.putSession(record));
  }

  claimSession(record: SessionRecord, seen: RowSeen): Promise<boolean> {
    return this.#call((store) => store.claimSession(record, seen));
  }

  putConnection(record: ConnectionRecord): Promise<void> {
    return this.#call((store) => store.putConnection(record));
  }

  deleteConnection(connectionId: string): Promise<void> {
    return this.#call((store) => store.deleteConnection(connectionId));
  }

  listConnections(sessionId: string): Promise<ConnectionRecord[]> {
    return this.#call((store) => store.listConnections(sessionId));
  }

  ping(): Promise<void> {
    return this.#call((store) => store.ping());
  }

  async #call<T>(operate: (store: RecordStorePort) => Promise<T>): Promise<T> {
    const { circuit, classify, clock, inspector, limits, random, store } = this.#deps;
    const call = circuit.admit();
    if (call === undefined) throw new StoreError(circuit.service, TURNED_AWAY);
    let cause: unknown;
    const attempt = async (): Promise<Attempt<T>> => {
      try {
        return { ok: true, value: await operate(store) };
      } catch (error) {
        cause = error;
        return { ok: false, failure: classify(error) };
      }
    };
    const result = await retried<T>(attempt, { clock, inspector, random, limits });
    call.settle(result.ok ? 'answered' : result.failure.verdict);
    if (result.ok) return result.value;
    if (result.failure.failure === MISSING_TABLE) this.#deps.onMissingTable?.();
    throw new StoreError(circuit.service, result.failure, { cause });
  }
}
