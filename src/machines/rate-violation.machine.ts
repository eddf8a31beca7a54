/**
 * Handles a connection that sends audio faster than its rate: a warning, then the end of the connection. The chart gets an
 * event for dropped chunks only. It never counts or drops a chunk itself.
 *
 * A violation period begins with a drop and ends `quietMs` after its last drop. A drop at exactly that time begins another
 * period. The sender is warned `warnAfterMs` after the period's start, and the connection is ended `closeAfterMs` after it,
 * but not when the period ends at exactly that time.
 */
import { assign, setup } from 'xstate';

/** All in ms. */
export interface RateViolationTimings {
  readonly warnAfterMs: number;
  /** At least warnAfterMs; if it is less, the end comes right after the warning. */
  readonly closeAfterMs: number;
  /** This long without a drop ends a period. */
  readonly quietMs: number;
}

/** The effects that the chart triggers. None may throw. */
export interface RateViolationEffects {
  warn(): void;
  giveUp(): void;
}

export interface RateViolationInput {
  readonly timings: RateViolationTimings;
  readonly effects: RateViolationEffects;
}

export interface RateViolationContext extends RateViolationInput {
  /** The start of the present period, or of the last one. */
  readonly startedAtMs: number;
  readonly lastDropAtMs: number;
  /** When the quiet timer fires. */
  readonly quietDueAtMs: number;
}

export type RateViolationEvent =
  | { type: 'chunk.dropped'; atMs: number }
  /** From the chart's own clock. */
  | { type: 'quiet.due' };

const s = setup({
  types: { context: {} as RateViolationContext, events: {} as RateViolationEvent, input: {} as RateViolationInput },
  delays: {
    warning: ({ context: { timings } }) => timings.warnAfterMs,
    closing: ({ context: { timings } }) => Math.max(0, timings.closeAfterMs - timings.warnAfterMs),
    // If the timer fires late, the next wait is still at most quietMs.
    quiet: ({ context }) => Math.min(context.timings.quietMs, quietFromMs(context) - context.quietDueAtMs),
  },
  guards: {
    wasBusy: ({ context }) => quietFromMs(context) > context.quietDueAtMs,
    isAnotherPeriod: ({ context }, params: { atMs: number }) => params.atMs >= quietFromMs(context),
    outlastsWarning: ({ context }) => quietFromMs(context) > context.startedAtMs + context.timings.warnAfterMs,
    outlastsClosing: ({ context }) => quietFromMs(context) > context.startedAtMs + context.timings.closeAfterMs,
  },
  actions: {
    rememberStart: assign((_, { atMs }: { atMs: number }) => ({
      startedAtMs: atMs,
      lastDropAtMs: atMs,
      quietDueAtMs: atMs,
    })),
    prolong: assign({ lastDropAtMs: (_, params: { atMs: number }) => params.atMs }),
    rememberQuiet: assign({ quietDueAtMs: ({ context }) => quietFromMs(context) }),
    warn: ({ context }) => context.effects.warn(),
    giveUp: ({ context }) => context.effects.giveUp(),
  },
});

/** When the period ends if no other chunk is dropped. */
function quietFromMs({ lastDropAtMs, timings }: RateViolationContext): number {
  return lastDropAtMs + timings.quietMs;
}

/**
 * One timer for any number of dropped chunks. If chunks were dropped before it fires, it is set again to `quietMs` after
 * the last drop. It does not belong to a state, so that it goes on through the warning.
 */
const QUIET_CLOCK = 'quiet-clock';
const setQuietClock = [s.raise({ type: 'quiet.due' }, { id: QUIET_CLOCK, delay: 'quiet' }), 'rememberQuiet'] as const;
const stopQuietClock = s.cancel(QUIET_CLOCK);

const dropOf = ({ event }: { event: { atMs: number } }) => ({ atMs: event.atMs });
const begin = [stopQuietClock, { type: 'rememberStart', params: dropOf }, ...setQuietClock] as const;
const prolong = { type: 'prolong', params: dropOf } as const;

const whileOverRate = s.createStateConfig({
  on: {
    'chunk.dropped': [
      { guard: { type: 'isAnotherPeriod', params: dropOf }, target: 'violating', reenter: true, actions: begin },
      { actions: prolong },
    ],
    'quiet.due': [{ guard: 'wasBusy', actions: setQuietClock }, { target: 'within' }],
  },
});
/** The period ended at exactly the time at which it was old enough. */
const spared = { target: 'within', actions: stopQuietClock } as const;

export const rateViolationMachine = s.createMachine({
  id: 'pace',
  context: ({ input }) => ({ ...input, startedAtMs: 0, lastDropAtMs: 0, quietDueAtMs: 0 }),
  initial: 'within',
  states: {
    within: { on: { 'chunk.dropped': { target: 'violating', actions: begin } } },
    violating: {
      ...whileOverRate,
      after: { warning: [{ guard: 'outlastsWarning', target: 'warned', actions: 'warn' }, spared] },
    },
    warned: {
      ...whileOverRate,
      after: { closing: [{ guard: 'outlastsClosing', target: 'over', actions: 'giveUp' }, spared] },
    },
    over: { type: 'final' },
  },
});
