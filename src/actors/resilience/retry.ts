/**
 * Makes one call, with retries where they can help. The first attempt is a plain promise: a call that succeeds starts no
 * actor. The first failure starts the retry chart, whose actor runs until the call has settled.
 */
import { createActor } from 'xstate';
import type { CallFailure } from '../../machines/failures.ts';
import { type MakeAttempt, type RetryLimits, type RetryOutput, retryMachine } from '../../machines/retry.machine.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';
import { AttemptLimit } from './attempt-limit.ts';

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
  const limit = new AttemptLimit({ clock: deps.clock, timeoutMs: deps.limits.timeoutMs, signal: deps.signal });
  // Async, so that a synchronous throw is a rejection too.
  const first = await limit.outcomeOf((async () => makeAttempt(limit.signal))());
  if (first.ok || deps.signal?.aborted) return { attempts: 1, ...first };
  return furtherAttempts(makeAttempt, first.failure, deps);
}

/** What follows a call's first failure. Rejects only when `random` throws. */
function furtherAttempts<T>(
  makeAttempt: MakeAttempt<T>,
  failure: CallFailure,
  { clock, inspector, limits, random, signal }: RetryDeps,
): Promise<RetryOutput<T>> {
  const input = { limits, random, makeAttempt, failure };
  const actor = createActor(retryMachine, { clock, input, ...inspectedBy(inspector) });
  const abandon = () => actor.send({ type: 'call.abandon' });
  return new Promise((resolve, reject) => {
    actor.subscribe({
      error: reject,
      complete: () => {
        signal?.removeEventListener('abort', abandon);
        // The value is what an attempt of this call resolved with.
        resolve(actor.getSnapshot().output as RetryOutput<T>);
      },
    });
    signal?.addEventListener('abort', abandon);
    actor.start();
  });
}
