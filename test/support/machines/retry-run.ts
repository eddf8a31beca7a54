/** A retry chart on simulated time, after a first attempt that failed at 0 ms; the test answers the further ones. */
import { createActor } from 'xstate';
import type { CallFailure } from '../../../src/machines/failures.ts';
import { type Attempt, type RetryLimits, retryMachine } from '../../../src/machines/retry.machine.ts';
import { SteppedClock } from './stepped-clock.ts';

export const RETRY_LIMITS: RetryLimits = { attempts: 3, baseMs: 100, capMs: 2_000, jitter: 0, timeoutMs: 5_001 };

const failed = (retryable: boolean): Attempt => ({ ok: false, failure: failureOf(retryable ? 'away' : 'wrong') });

export function failureOf(failure: 'away' | 'wrong'): CallFailure {
  return failure === 'away'
    ? { failure, detail: 'Nobody answers.', retryable: true, verdict: 'failed' }
    : { failure, detail: 'Nobody takes that.', retryable: false, verdict: 'answered' };
}

export const SUCCEEDED: Attempt = { ok: true, value: 'the answer' };
export const AWAY = failed(true);
export const WRONG = failed(false);

export interface RunAttempt {
  readonly atMs: number;
  readonly signal: AbortSignal;
  isSettled: boolean;
  /** Answers, and waits until the chart has heard it. */
  answer(attempt: Attempt): Promise<void>;
  reject(): Promise<void>;
}

export interface RunOptions {
  readonly limits?: Partial<RetryLimits>;
  readonly random?: () => number;
  /** Why the first attempt failed. */
  readonly failure?: CallFailure;
}

export function runRetry({ limits = {}, random = () => 0.5, failure = failureOf('away') }: RunOptions = {}) {
  const clock = new SteppedClock();
  const attempts: RunAttempt[] = [];
  const makeAttempt = (signal: AbortSignal) =>
    new Promise<Attempt>((resolve, reject) => {
      const attempt: RunAttempt = {
        atMs: clock.now(),
        signal,
        isSettled: false,
        answer: (answer) => settle(() => resolve(answer)),
        reject: () => settle(() => reject(new TypeError('a bug'))),
      };
      const settle = (how: () => void) => {
        attempt.isSettled = true;
        how();
        return new Promise<void>((heard) => setImmediate(heard));
      };
      attempts.push(attempt);
    });
  const input = { limits: { ...RETRY_LIMITS, ...limits }, random, makeAttempt, failure };
  const actor = createActor(retryMachine, { clock, input });
  actor.start();
  return {
    actor,
    clock,
    /** After the first. */
    attempts,
    get last(): RunAttempt {
      return attempts.at(-1) as RunAttempt;
    },
    /** Attempts that somebody still works on. */
    get underWay(): number {
      return attempts.filter(({ isSettled, signal }) => !isSettled && !signal.aborted).length;
    },
    get state() {
      return actor.getSnapshot().value;
    },
    get output() {
      return actor.getSnapshot().output;
    },
  };
}
