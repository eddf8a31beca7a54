/**
 * One call that may be made again: how often, how long apart, and when it is not worth it. The `attempt` slot makes one
 * attempt; its signal is aborted when its time is over or the call is abandoned.
 */
import { assign, type DoneActorEvent, fromPromise, setup } from 'xstate';
import type { CallFailure } from './failures.ts';

export interface RetryLimits {
  /** The first one included, at least 1. */
  readonly attempts: number;
  /** Before the second attempt, ms; doubles with each. */
  readonly baseMs: number;
  /** Between two attempts at most, ms. */
  readonly capMs: number;
  /** The share of the pause that is left to chance, 0..1. */
  readonly jitter: number;
  /** One attempt, ms. */
  readonly timeoutMs: number;
}

export type Attempt<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

/** One attempt. What it rejects with is taken for a bug and not tried again. */
export type MakeAttempt<T = unknown> = (signal: AbortSignal) => Promise<Attempt<T>>;

/** How the call went, all its attempts together. */
export type RetryOutput<T = unknown> = Attempt<T> & { readonly attempts: number };

export interface RetryInput {
  readonly limits: RetryLimits;
  /** 0..1, drawn anew for each pause. */
  readonly random: () => number;
  readonly makeAttempt: MakeAttempt;
}

export interface RetryContext extends RetryInput {
  /** Attempts begun. */
  readonly attempts: number;
  /** Of the attempt that succeeded. */
  readonly value: unknown;
  /** Of the last one that did not. */
  readonly failure: CallFailure;
}

/** What the chart itself finds wrong with an attempt. */
const TIMED_OUT: CallFailure = {
  failure: 'timeout',
  detail: 'No answer came in time.',
  retryable: true,
  verdict: 'failed',
};
const BROKEN: CallFailure = {
  failure: 'unknown',
  detail: 'An error nobody expected.',
  retryable: false,
  verdict: 'none',
};
const ABANDONED: CallFailure = {
  failure: 'aborted',
  detail: 'The caller gave the call up.',
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
    isLast: ({ context }) => context.attempts >= context.limits.attempts,
    isSuccess: (_, params: { result: Attempt }) => params.result.ok,
    isPermanent: (_, params: { result: Attempt }) => !params.result.ok && !params.result.failure.retryable,
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
  context: ({ input }) => ({ ...input, attempts: 0, value: undefined, failure: BROKEN }),
  initial: 'attempting',
  on: { 'call.abandon': '.abandoned' },
  states: {
    attempting: {
      entry: 'countAttempt',
      invoke: {
        id: 'attempt',
        src: 'attempt',
        input: ({ context }) => ({ makeAttempt: context.makeAttempt }),
        onDone: [
          { guard: { type: 'isSuccess', params: resultOf }, target: 'succeeded', actions: remember },
          { guard: { type: 'isPermanent', params: resultOf }, target: 'givenUp', actions: remember },
          { guard: 'isLast', target: 'givenUp', actions: remember },
          { target: 'pausing', actions: remember },
        ],
        onError: { target: 'givenUp', actions: broke },
      },
      after: {
        attemptTimeout: [
          { guard: 'isLast', target: 'givenUp', actions: timedOut },
          { target: 'pausing', actions: timedOut },
        ],
      },
    },
    pausing: { after: { pause: 'attempting' } },
    succeeded: { type: 'final', output: ({ context: { value, attempts } }) => ({ ok: true, value, attempts }) },
    givenUp: { type: 'final', output: ({ context: { failure, attempts } }) => ({ ok: false, failure, attempts }) },
    abandoned: { type: 'final', output: ({ context: { attempts } }) => ({ ok: false, failure: ABANDONED, attempts }) },
  },
  // The final state's own output, passed on.
  output: ({ event }) => event.output as RetryOutput,
});
