/**
 * Decides after a call's first failed attempt whether to try again, how often, and after which pause. A call that succeeds
 * at once never starts this chart. `makeAttempt` makes one attempt. Its signal is aborted when the attempt's time is over
 * or when the call is abandoned.
 */
import { assign, type DoneActorEvent, fromPromise, setup } from 'xstate';
import type { CallFailure } from './failures.ts';

export interface RetryLimits {
  /** Attempts in total, the first one included; at least 1. */
  readonly attempts: number;
  /** Pause before the second attempt, ms; doubles with each attempt. */
  readonly baseMs: number;
  /** Longest pause between two attempts, ms. */
  readonly capMs: number;
  /** The random share of the pause, 0..1. */
  readonly jitter: number;
  /** Time limit of one attempt, ms. */
  readonly timeoutMs: number;
}

export type Attempt<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

/** One attempt. A rejection counts as a bug and is not tried again. */
export type MakeAttempt<T = unknown> = (signal: AbortSignal) => Promise<Attempt<T>>;

/** The outcome of the call with all its attempts. */
export type RetryOutput<T = unknown> = Attempt<T> & { readonly attempts: number };

export interface RetryInput {
  readonly limits: RetryLimits;
  /** 0..1, drawn anew for each pause. */
  readonly random: () => number;
  readonly makeAttempt: MakeAttempt;
  /** Why the latest attempt failed; at the start that is the call's first attempt. */
  readonly failure: CallFailure;
}

export interface RetryContext extends RetryInput {
  /** Attempts begun, the first one included. */
  readonly attempts: number;
  /** The answer, once an attempt has succeeded. */
  readonly value: unknown;
}

/** No answer came within an attempt's time limit. */
export const TIMED_OUT: CallFailure = {
  failure: 'timeout',
  detail: 'No answer came in time.',
  retryable: true,
  verdict: 'failed',
};
/** The attempt rejected, which is a bug. */
export const BROKEN: CallFailure = {
  failure: 'unknown',
  detail: 'An unexpected error.',
  retryable: false,
  verdict: 'none',
};
/** The caller no longer wants the answer. */
export const ABANDONED: CallFailure = {
  failure: 'aborted',
  detail: 'The caller abandoned the call.',
  retryable: false,
  verdict: 'none',
};

const s = setup({
  types: {
    context: {} as RetryContext,
    events: {} as { type: 'call.abandon' },
    input: {} as RetryInput,
    output: {} as RetryOutput,
  },
  actors: {
    attempt: fromPromise<Attempt, { makeAttempt: MakeAttempt }>(({ input, signal }) => input.makeAttempt(signal)),
  },
  delays: {
    attemptTimeout: ({ context }) => context.limits.timeoutMs,
    pause: ({ context: { limits, attempts, random } }) =>
      Math.min(limits.capMs, limits.baseMs * 2 ** (attempts - 1)) * (1 - limits.jitter * random()),
  },
  guards: {
    isSuccess: (_, params: { result: Attempt }) => params.result.ok,
    isWorthIt: ({ context: { attempts, failure, limits } }) => failure.retryable && attempts < limits.attempts,
  },
  actions: {
    countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }),
    remember: assign((_, { result }: { result: Attempt }) =>
      result.ok ? { value: result.value } : { failure: result.failure },
    ),
  },
});

const resultOf = ({ event }: { event: DoneActorEvent<Attempt> }) => ({ result: event.output });
const remember = { type: 'remember', params: resultOf } as const;
const timedOut = { type: 'remember', params: { result: { ok: false, failure: TIMED_OUT } } } as const;
const broke = { type: 'remember', params: { result: { ok: false, failure: BROKEN } } } as const;

export const retryMachine = s.createMachine({
  id: 'retry',
  context: ({ input }) => ({ attempts: 1, value: undefined, ...input }),
  initial: 'failed',
  on: { 'call.abandon': '.abandoned' },
  states: {
    failed: { always: [{ guard: 'isWorthIt', target: 'pausing' }, { target: 'givenUp' }] },
    pausing: { after: { pause: 'attempting' } },
    attempting: {
      entry: 'countAttempt',
      invoke: {
        id: 'attempt',
        src: 'attempt',
        input: ({ context }) => ({ makeAttempt: context.makeAttempt }),
        onDone: [
          { guard: { type: 'isSuccess', params: resultOf }, target: 'succeeded', actions: remember },
          { target: 'failed', actions: remember },
        ],
        onError: { target: 'failed', actions: broke },
      },
      after: { attemptTimeout: { target: 'failed', actions: timedOut } },
    },
    succeeded: { type: 'final', output: ({ context: { value, attempts } }) => ({ ok: true, value, attempts }) },
    givenUp: { type: 'final', output: ({ context: { failure, attempts } }) => ({ ok: false, failure, attempts }) },
    abandoned: { type: 'final', output: ({ context: { attempts } }) => ({ ok: false, failure: ABANDONED, attempts }) },
  },
  // The chart's output is the output of its final state.
  output: ({ event }) => event.output as RetryOutput,
});
