/**
 * The circuit breaker of one dependency: enough failed calls in a row open it, an open one turns calls away, and after a
 * while one real call is let through to see. It hears how calls went and makes none itself.
 */
import { assign, setup } from 'xstate';

export interface CircuitTimings {
  /** Failed calls in a row that open it, at least 1. */
  readonly failures: number;
  /** How long an open one turns calls away, ms. */
  readonly openMs: number;
}

export interface CircuitInput {
  readonly timings: CircuitTimings;
}

export interface CircuitContext extends CircuitInput {
  /** Failed calls since the last one that was answered. */
  readonly inRow: number;
  /** Rises with each opening: a call that began before the present one says nothing about now. */
  readonly era: number;
  /** Calls turned away since it was last closed. */
  readonly turnedAway: number;
}

/** `era`: the chart's own when the call began. */
export type CircuitEvent =
  | { type: 'call.started' }
  /** The dependency answered, be it with a refusal that the call itself was to blame for. */
  | { type: 'call.answered'; era: number }
  | { type: 'call.failed'; era: number }
  /** The call ended without saying anything about the dependency. */
  | { type: 'call.abandoned'; era: number }
  | { type: 'call.turnedAway' }
  /** Somebody knows that the dependency is there again: it was started anew. */
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
        /** One at a time; it settles by its own deadline. */
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
