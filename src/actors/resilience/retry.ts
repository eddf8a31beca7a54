/**
 * Makes one call, again where that can help. The first attempt is a plain promise: a call that succeeds starts no actor.
 * The first failure starts the retry chart, whose actor lives until the call has settled.
 */
import { createActor } from 'xstate';
import type { CallFailure } from '../../machines/failures.ts';
import {
  ABANDONED,
  type Attempt,
  BROKEN,
  type MakeAttempt,
  type RetryLimits,
  type RetryOutput,
  retryMachine,
  TIMED_OUT,
} from '../../machines/retry.machine.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';

export interface RetryDeps {
  readonly clock: ClockPort;
  /** 0..1. */
  readonly random: () => number;
  readonly limits: RetryLimits;
  readonly inspector?: InspectorPort | undefined;
  /** Abandons the call: the attempt under way is aborted, and no other is made. */
  readonly signal?: AbortSignal;
}

/** Rejects only when `random` throws. */
export async function retried<T>(makeAttempt: MakeAttempt<T>, deps: RetryDeps): Promise<RetryOutput<T>> {
  const first = await firstAttempt(makeAttempt, deps);
  if (first.ok || deps.signal?.aborted) return { ...first, attempts: 1 };
  return furtherAttempts(makeAttempt, first.failure, deps);
}

/** Settles once, with whatever comes first: the answer, the end of the attempt's time, or the caller's abort. */
function firstAttempt<T>(makeAttempt: MakeAttempt<T>, { clock, limits, signal }: RetryDeps): Promise<Attempt<T>> {
  return new Promise((resolve) => {
    const release = new AbortController();
    const settle = (attempt: Attempt<T>) => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', abandon);
      resolve(attempt);
    };
    const giveUp = (failure: CallFailure) => {
      settle({ ok: false, failure });
      release.abort();
    };
    const abandon = () => giveUp(ABANDONED);
    const timer = clock.setTimeout(() => giveUp(TIMED_OUT), limits.timeoutMs);
    signal?.addEventListener('abort', abandon);
    // Async, so that a synchronous throw is a rejection too.
    (async () => makeAttempt(release.signal))().then(settle, () => settle({ ok: false, failure: BROKEN }));
    if (signal?.aborted) abandon();
  });
}

function furtherAttempts<T>(
  makeAttempt: MakeAttempt<T>,
  failure: CallFailure,
  { clock, inspector, limits, random, signal }: RetryDeps,
): Promise<RetryOutput<T>> {
  const input = { limits, random, makeAttempt, failure };
  const actor = createActor(retryMachine, { ...inspectedBy(inspector), clock, input });
  const abandon = () => actor.send({ type: 'call.abandon' });
  return new Promise((resolve, reject) => {
    actor.subscribe({
      error: reject,
      complete: () => {
        signal?.removeEventListener('abort', abandon);
        // Its value is what an attempt of this call resolved with.
        resolve(actor.getSnapshot().output as RetryOutput<T>);
      },
    });
    signal?.addEventListener('abort', abandon);
    actor.start();
  });
}
