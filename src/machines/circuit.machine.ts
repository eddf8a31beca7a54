/**
 * The circuit breaker of one dependency. Enough failed calls in a row open it, and an open one refuses calls. After some
 * time one real call is allowed as a probe. The chart gets the outcomes of calls and makes no calls itself.
 */
import { assign, setup } from 'xstate';

export interface CircuitTimings {
  /** Failed calls in a row that open it, at least 1. */
  readonly failures: number;
  /** How long an open circuit refuses calls, ms. */
  readonly openMs: number;
}

export interface CircuitInput {
  readonly timings: CircuitTimings;
}

export interface CircuitContext extends CircuitInput {
  /** Failed calls since the last one that was answered. */
  readonly inRow: number;
  /** Rises with each opening. The outcome of a call from an earlier era does not count. */
  readonly era: number;
  /** Calls refused since it was last closed. */
  readonly turnedAway: number;
}

/** `era`: the chart's era when the call began. */
export type CircuitEvent =
  | { type: 'call.started' }
  /** The dependency answered, possibly with a refusal that the call itself caused. */
  | { type: 'call.answered'; era: number }
  | { type: 'call.failed'; era: number }
  /** The call ended without saying anything about the dependency. */
  | { type: 'call.abandoned'; era: number }
  | { type: 'call.turnedAway' }
  /** The dependency is known to be back, for example because it was started again. */
  | { type: 'service.returned' };

const s = setup({
  types: {
    context: {} as CircuitContext,
    events: {} as CircuitEvent,
    input: {} as CircuitInput,
    tags: {} as 'turnsAway',
  },
  delays: { openTime: ({ context }) => context.timings.openMs },
  guards: {
    isFromEarlierEra: ({ context }, params: { era: number }) => params.era !== context.era,
    isLastAllowedFailure: ({ context }) => context.inRow + 1 >= context.timings.failures,
  },
  actions: {
    countFailure: assign({ inRow: ({ context }) => context.inRow + 1 }),
    forgetFailures: assign({ inRow: 0 }),
    beginEra: assign({ era: ({ context }) => context.era + 1, inRow: 0 }),
    countTurnedAway: assign({ turnedAway: ({ context }) => context.turnedAway + 1 }),
    forgetTurnedAway: assign({ turnedAway: 0 }),
  },
});

const isFromEarlierEra = {
  type: 'isFromEarlierEra',
  params: ({ event }: { event: { era: number } }) => ({ era: event.era }),
} as const;

export const circuitMachine = s.createMachine({
  id: 'circuit',
  context: ({ input }) => ({ ...input, inRow: 0, era: 0, turnedAway: 0 }),
  initial: 'closed',
  states: {
    closed: {
      on: {
        'call.answered': [{ guard: isFromEarlierEra }, { actions: 'forgetFailures' }],
        'call.failed': [
          { guard: isFromEarlierEra },
          { guard: 'isLastAllowedFailure', target: 'open', actions: 'forgetTurnedAway' },
          { actions: 'countFailure' },
        ],
        'service.returned': { actions: 'forgetFailures' },
      },
    },
    open: {
      tags: 'turnsAway',
      entry: 'beginEra',
      after: { openTime: 'halfOpen' },
      on: { 'call.turnedAway': { actions: 'countTurnedAway' }, 'service.returned': 'closed' },
    },
    halfOpen: {
      initial: 'waiting',
      on: { 'service.returned': 'closed' },
      states: {
        /** The next real call is the probe. */
        waiting: { on: { 'call.started': 'probing' } },
        /** One probe at a time. It has a deadline of its own, so it always settles. */
        probing: {
          tags: 'turnsAway',
          on: {
            'call.turnedAway': { actions: 'countTurnedAway' },
            'call.answered': [{ guard: isFromEarlierEra }, { target: '#circuit.closed' }],
            'call.failed': [{ guard: isFromEarlierEra }, { target: '#circuit.open' }],
            'call.abandoned': [{ guard: isFromEarlierEra }, { target: 'waiting' }],
          },
        },
      },
    },
  },
});
