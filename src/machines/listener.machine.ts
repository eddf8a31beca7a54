/** One listener's language, backlog and lifetime. It holds no audio and gets only the size of the backlog. */
import { assign, setup } from 'xstate';

export interface ListenerTimings {
  /** Unsent bytes over which a listener is lagging. */
  readonly laggingBytes: number;
  /** Unsent bytes over which it is dropped at once. */
  readonly maxBytes: number;
  /** How long it may lag, ms. */
  readonly laggingMs: number;
}

export interface ListenerInput {
  readonly connectionId: string;
  readonly targetLanguage: string;
  readonly timings: ListenerTimings;
}

export interface ListenerContext extends ListenerInput {
  /** Why the listener was removed. */
  readonly reason: ListenerOutput['reason'];
}

export type ListenerEvent =
  | { type: 'delivery.backlog'; bytes: number }
  | { type: 'language.changed'; targetLanguage: string }
  | { type: 'listener.left' };

export interface ListenerOutput {
  readonly reason: 'left' | 'slowConsumer';
}

export const listenerMachine = setup({
  types: {
    context: {} as ListenerContext,
    events: {} as ListenerEvent,
    input: {} as ListenerInput,
    output: {} as ListenerOutput,
  },
  delays: { laggingLimit: ({ context }) => context.timings.laggingMs },
  guards: {
    isOverflowing: ({ context }, params: { bytes: number }) => params.bytes > context.timings.maxBytes,
    isLagging: ({ context }, params: { bytes: number }) => params.bytes > context.timings.laggingBytes,
  },
  actions: {
    rememberLanguage: assign({ targetLanguage: (_, params: { targetLanguage: string }) => params.targetLanguage }),
    blameBacklog: assign({ reason: 'slowConsumer' }),
  },
}).createMachine({
  id: 'listener',
  context: ({ input }) => ({ reason: 'left', ...input }),
  initial: 'receiving',
  on: {
    'language.changed': {
      actions: { type: 'rememberLanguage', params: ({ event }) => ({ targetLanguage: event.targetLanguage }) },
    },
    'listener.left': '.gone',
  },
  states: {
    receiving: {
      on: {
        'delivery.backlog': [
          {
            guard: { type: 'isOverflowing', params: ({ event }) => ({ bytes: event.bytes }) },
            target: 'gone',
            actions: 'blameBacklog',
          },
          { guard: { type: 'isLagging', params: ({ event }) => ({ bytes: event.bytes }) }, target: 'lagging' },
        ],
      },
    },
    lagging: {
      after: { laggingLimit: { target: 'gone', actions: 'blameBacklog' } },
      on: {
        'delivery.backlog': [
          {
            guard: { type: 'isOverflowing', params: ({ event }) => ({ bytes: event.bytes }) },
            target: 'gone',
            actions: 'blameBacklog',
          },
          { guard: { type: 'isLagging', params: ({ event }) => ({ bytes: event.bytes }) } },
          { target: 'receiving' },
        ],
      },
    },
    gone: { type: 'final' },
  },
  output: ({ context }) => ({ reason: context.reason }),
});
