/**
 * The lifetime of one socket, of a speaker or a listener. The socket is pinged at a fixed interval and closed when nothing
 * comes back. Its client is asked to refresh when the socket is old. When a newer socket replaces it, it is left open for a
 * moment. The chart never reads messages.
 */
import { setup } from 'xstate';

export interface ConnectionTimings {
  /** Between two pings, ms. Proxies close a socket that is quiet for a minute in one direction; ping and pong use both. */
  readonly pingMs: number;
  /** Without an inbound frame or pong for this long, the socket is closed, ms. */
  readonly idleMs: number;
  /** The age at which the client is asked to refresh, ms. */
  readonly refreshMs: number;
  /** The age from which the client is warned, ms. */
  readonly warningMs: number;
  /** Between two warnings, ms. */
  readonly warnEveryMs: number;
  /** The age to which the warnings count down, ms. */
  readonly lifeMs: number;
  /** How long a replaced socket is left open, ms. */
  readonly replacedMs: number;
}

/** The effects that the chart triggers. None may throw. */
export interface ConnectionEffects {
  ping(): void;
  askToRefresh(): void;
  warnOfAge(): void;
  /** The client has gone. */
  giveUp(): void;
  /** The newer socket has had its time to take over. */
  retire(): void;
}

export interface ConnectionInput {
  readonly timings: ConnectionTimings;
  /** Time since the last frame of the client, ms. The chart asks for it, so that a frame sends no event. */
  readonly quietForMs: () => number;
  /** Age of the connection since it was opened or refreshed, ms. */
  readonly ageMs: () => number;
  readonly effects: ConnectionEffects;
}

export type ConnectionEvent = { type: 'connection.refreshed' } | { type: 'connection.replaced' };

export const connectionMachine = setup({
  types: {
    context: {} as ConnectionInput,
    events: {} as ConnectionEvent,
    input: {} as ConnectionInput,
  },
  delays: {
    pingDue: ({ context }) => context.timings.pingMs,
    idleDue: ({ context: { timings, quietForMs } }) => Math.max(1, timings.idleMs - quietForMs()),
    refreshDue: ({ context }) => context.timings.refreshMs,
    warningDue: ({ context: { timings } }) => Math.max(1, timings.warningMs - timings.refreshMs),
    nextWarningDue: ({ context }) => context.timings.warnEveryMs,
    replacedLimit: ({ context }) => context.timings.replacedMs,
  },
  guards: {
    isIdle: ({ context: { timings, quietForMs } }) => quietForMs() >= timings.idleMs,
    isPastLife: ({ context: { timings, ageMs } }) => ageMs() >= timings.lifeMs,
  },
  actions: {
    ping: ({ context }) => context.effects.ping(),
    askToRefresh: ({ context }) => context.effects.askToRefresh(),
    warnOfAge: ({ context }) => context.effects.warnOfAge(),
    giveUp: ({ context }) => context.effects.giveUp(),
    retire: ({ context }) => context.effects.retire(),
  },
}).createMachine({
  id: 'connection',
  context: ({ input }) => input,
  initial: 'current',
  states: {
    current: {
      type: 'parallel',
      on: { 'connection.replaced': 'replaced' },
      states: {
        activity: {
          initial: 'heard',
          states: {
            heard: {
              after: {
                idleDue: [
                  { guard: 'isIdle', target: '#connection.gone', actions: 'giveUp' },
                  { target: 'heard', reenter: true },
                ],
              },
            },
          },
        },
        pings: {
          initial: 'waiting',
          states: {
            waiting: { after: { pingDue: { target: 'waiting', reenter: true, actions: 'ping' } } },
          },
        },
        age: {
          initial: 'young',
          on: { 'connection.refreshed': { target: '.young', reenter: true } },
          states: {
            young: { after: { refreshDue: { target: 'due', actions: 'askToRefresh' } } },
            due: { after: { warningDue: { target: 'warned', actions: 'warnOfAge' } } },
            warned: {
              after: {
                nextWarningDue: [
                  { guard: 'isPastLife', target: 'old' },
                  { target: 'warned', reenter: true, actions: 'warnOfAge' },
                ],
              },
            },
            old: {},
          },
        },
      },
    },
    replaced: { after: { replacedLimit: { target: 'gone', actions: 'retire' } } },
    gone: { type: 'final' },
  },
});
