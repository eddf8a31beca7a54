/** Runs the retry chart for one call: an actor that lives as long as the call, and is gone when the promise settles. */
import { createActor } from 'xstate';
import { type MakeAttempt, type RetryLimits, type RetryOutput, retryMachine } from '../../machines/retry.machine.ts';
import { inspectedBy } from '../introspection/inspected.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InspectorPort } from '../ports/inspector.ts';

export interface RetryParts {
  readonly clock: ClockPort;
  /** 0..1. */
  readonly random: () => number;
  readonly limits: RetryLimits;
  readonly inspector?: InspectorPort | undefined;
  /** Abandons the call: what is under way is aborted, nothing follows. */
  readonly signal?: AbortSignal;
}

/** Rejects only when something the chart was given throws. */
export function retried<T>(
  makeAttempt: MakeAttempt<T>,
  { clock, inspector, random, limits, signal }: RetryParts,
): Promise<RetryOutput<T>> {
  const actor = createActor(retryMachine, { ...inspectedBy(inspector), clock, input: { limits, random, makeAttempt } });
  const abandon = () => actor.send({ type: 'call.abandon' });
  return new Promise((resolve, reject) => {
    actor.subscribe({
      error: reject,
      complete: () => {
        signal?.removeEventListener('abort', abandon);
        // The chart hands on what the attempt resolved with.
        resolve(actor.getSnapshot().output as RetryOutput<T>);
      },
    });
    signal?.addEventListener('abort', abandon);
    actor.start();
    if (signal?.aborted) abandon();
  });
}
