/**
 * The life of a session's transcription: opening upstream streams, noticing their deaths, opening the next one, closing
 * properly. It decides; the stream actor behind the `stream` slot does, and no audio passes through here.
 */
import { type ActorRef, assign, type ErrorActorEvent, type Snapshot, setup } from 'xstate';
import { TRANSCRIBE_FAILURES, type TranscribeFailure } from './failures.ts';
import { actorSlot } from './slot.ts';

export interface TranscriptionTimings {
  readonly connectTimeoutMs: number;
  /** How long streams may keep failing before transcription is given up. */
  readonly recoveryWindowMs: number;
  /** A stream that lived this long without a result counts as healthy. */
  readonly healthyAfterMs: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** The service ends streams after 4 h; a planned roll comes before. */
  readonly rollAfterMs: number;
  /** When the stream to roll to could not be opened, how long until the next try. */
  readonly rollRetryMs: number;
  /** How long a finished stream may take to bring its last results. */
  readonly finishTimeoutMs: number;
}

/** What the actor of one upstream stream is told. */
export type StreamCommand =
  /** Send what is waiting, then the end frame. */
  | { type: 'stream.finish' }
  /** From now on this stream takes the audio (a stream opened for a roll waits for it). */
  | { type: 'stream.takeOver' };

/** What it reports; `stream` is its number, so that a late word of a replaced one is known as such. */
export type StreamReport =
  | { type: 'stream.opened'; stream: number; replayedMs: number }
  | { type: 'stream.proven'; stream: number }
  | { type: 'stream.quiet'; stream: number }
  | { type: 'stream.ended'; stream: number }
  /** `owed`: audio is held that no final has covered yet. */
  | { type: 'stream.failed'; stream: number; failure: TranscribeFailure; owed: boolean };

export interface UpstreamHandle {
  finish(): void;
  takeOver(): void;
  /** Releases the connection at once. Idempotent. */
  release(): void;
}

/** Opens one upstream stream; provided by the session's audio side. Never throws. */
export type OpenUpstream = (
  stream: { number: number; standby: boolean },
  report: (report: StreamReport) => void,
) => UpstreamHandle;

export interface StreamInput {
  readonly number: number;
  /** Opened for a roll: kept alive with silence until it takes over. */
  readonly standby: boolean;
  readonly openUpstream: OpenUpstream;
}

/** Facts for the session. */
export type TranscriptionReport =
  | { type: 'transcription.interrupted'; reason: TranscribeFailure; attempt: number }
  | { type: 'transcription.restored'; attempt: number; replayedMs: number };

export interface TranscriptionInput {
  readonly timings: TranscriptionTimings;
  readonly openUpstream: OpenUpstream;
  /** 0..1, drawn anew for each back-off. */
  readonly jitter: () => number;
  readonly session?: ActorRef<Snapshot<unknown>, TranscriptionReport>;
}

export interface TranscriptionContext extends TranscriptionInput {
  /** The number of the stream that has the audio; 0 before the first. */
  readonly current: number;
  /** Failures since the last healthy stream. */
  readonly attempt: number;
  readonly failure: TranscribeFailure;
  /** The session wants an end: a stream that opens now replays, then finishes. */
  readonly finishing: boolean;
}

export type TranscriptionEvent = StreamReport | { type: 'transcription.finish' };

export type TranscriptionOutput =
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'failed'; readonly reason: TranscribeFailure };

type StreamFailed = Extract<StreamReport, { type: 'stream.failed' }>;

const streamId = (number: number) => `stream-${number}`;

const s = setup({
  types: {
    context: {} as TranscriptionContext,
    events: {} as TranscriptionEvent | ErrorActorEvent<unknown, `stream-${number}`>,
    input: {} as TranscriptionInput,
    output: {} as TranscriptionOutput,
    tags: {} as 'holdsStream' | 'holdsTwoStreams',
  },
  actors: { stream: actorSlot<StreamCommand, StreamInput>('stream') },
  delays: {
    connectTimeout: ({ context }) => context.timings.connectTimeoutMs,
    recoveryWindow: ({ context }) => context.timings.recoveryWindowMs,
    healthyAge: ({ context }) => context.timings.healthyAfterMs,
    backoff: ({ context: { timings, attempt, jitter } }) =>
      Math.min(timings.backoffCapMs, timings.backoffBaseMs * 2 ** Math.max(0, attempt - 1)) * (0.75 + 0.5 * jitter()),
    rollRetry: ({ context }) => context.timings.rollRetryMs,
    rollAge: ({ context }) => context.timings.rollAfterMs,
    finishTimeout: ({ context }) => context.timings.finishTimeoutMs,
  },
  guards: {
    isCurrent: ({ context }, params: { stream: number }) => params.stream === context.current,
    isStandby: ({ context }, params: { stream: number }) => params.stream === context.current + 1,
    isStale: ({ context }, params: StreamFailed) => params.stream !== context.current,
    /** An idle stream that owes nothing is over, and so is one that was being finished: the next audio opens another. */
    isOver: ({ context }, params: StreamFailed) =>
      !params.owed && (context.finishing || TRANSCRIBE_FAILURES[params.failure].retry === 'atOnce'),
    owesNothing: (_, params: StreamFailed) => !params.owed,
    isForgiven: (_, params: StreamFailed) => TRANSCRIBE_FAILURES[params.failure].retry === 'atOnce',
    isFatal: (_, params: StreamFailed) => TRANSCRIBE_FAILURES[params.failure].retry === 'never',
    isToFinish: ({ context }, params: { stream: number }) => params.stream === context.current && context.finishing,
    isComingBack: ({ context }, params: { stream: number }) => params.stream === context.current && context.attempt > 0,
  },
  actions: {
    recordFailure: assign({
      failure: (_, params: { failure: TranscribeFailure }) => params.failure,
      attempt: ({ context }) => context.attempt + 1,
    }),
    recordHealth: assign({ attempt: 0 }),
    countStream: assign({ current: ({ context }) => context.current + 1 }),
    wishFinish: assign({ finishing: true }),
  },
});

// Actions over children are bound after setup: inside it they would break the inference of their siblings.
const openStream = s.spawnChild('stream', {
  id: ({ context }) => streamId(context.current),
  input: ({ context }) => ({ number: context.current, standby: false, openUpstream: context.openUpstream }),
});
const openStandby = s.spawnChild('stream', {
  id: ({ context }) => streamId(context.current + 1),
  input: ({ context }) => ({ number: context.current + 1, standby: true, openUpstream: context.openUpstream }),
});
const dropStream = s.stopChild(({ context }) => streamId(context.current));
const dropStandby = s.stopChild(({ context }) => streamId(context.current + 1));
const dropBoth = s.enqueueActions(({ context, enqueue }) => {
  enqueue.stopChild(streamId(context.current));
  enqueue.stopChild(streamId(context.current + 1));
});
const finishStream = s.sendTo(({ context }) => streamId(context.current), { type: 'stream.finish' });
const letStandbyTakeOver = s.sendTo(({ context }) => streamId(context.current + 1), { type: 'stream.takeOver' });
const tellInterrupted = s.sendTo(
  ({ context }) => context.session as NonNullable<TranscriptionContext['session']>,
  ({ context }) => ({
    type: 'transcription.interrupted' as const,
    reason: context.failure,
    attempt: context.attempt,
  }),
);
const tellRestored = s.sendTo(
  ({ context }) => context.session as NonNullable<TranscriptionContext['session']>,
  ({ context, event }) => ({
    type: 'transcription.restored' as const,
    attempt: context.attempt,
    replayedMs: event.type === 'stream.opened' ? event.replayedMs : 0,
  }),
);

const failureOf = ({ event }: { event: StreamFailed }) => event;
const streamOf = ({ event }: { event: { stream: number } }) => ({ stream: event.stream });
const isCurrent = { type: 'isCurrent', params: streamOf } as const;
const isStandby = { type: 'isStandby', params: streamOf } as const;
const recordFailure = { type: 'recordFailure', params: failureOf } as const;
const streamBroke = { type: 'recordFailure', params: { failure: 'internal' } } as const;
const connectTimedOut = { type: 'recordFailure', params: { failure: 'connectTimeout' } } as const;

const isStale = { type: 'isStale', params: failureOf } as const;
const owesNothing = { type: 'owesNothing', params: failureOf } as const;

/** What the death of the current stream means; the first that holds. Targets are absolute or, from inside, relative. */
const onFailure = (opening: string, backingOff: string, drop: typeof dropStream | typeof dropBoth = dropStream) =>
  [
    { guard: isStale },
    { guard: { type: 'isOver', params: failureOf }, target: '#transcription.closed', actions: drop },
    { guard: { type: 'isForgiven', params: failureOf }, target: opening, actions: drop },
    { guard: { type: 'isFatal', params: failureOf }, target: '#transcription.failed', actions: [recordFailure, drop] },
    { target: backingOff, actions: [recordFailure, drop, tellInterrupted] },
  ] as const;
const onFailureElsewhere = (drop: typeof dropStream | typeof dropBoth = dropStream) =>
  onFailure('#transcription.unproven.opening', '#transcription.unproven.backingOff', drop);

export const transcriptionMachine = s.createMachine({
  id: 'transcription',
  context: ({ input }) => ({ ...input, current: 0, attempt: 0, failure: 'endedEarly', finishing: false }),
  initial: 'unproven',
  // A stream actor does not throw; should one all the same, no other may be left open behind it.
  on: { 'xstate.error.actor.*': { target: '.failed', actions: [streamBroke, dropBoth] } },
  states: {
    /** No healthy stream: the recovery window is running. */
    unproven: {
      initial: 'opening',
      after: { recoveryWindow: { target: 'failed', actions: dropStream } },
      on: {
        'stream.failed': onFailure('.opening', '.backingOff'),
        'transcription.finish': { actions: 'wishFinish' },
      },
      states: {
        opening: {
          tags: 'holdsStream',
          entry: ['countStream', openStream],
          after: {
            connectTimeout: { target: 'backingOff', actions: [connectTimedOut, dropStream, tellInterrupted] },
          },
          on: {
            'stream.opened': [
              {
                guard: { type: 'isToFinish', params: streamOf },
                target: '#transcription.finishing',
              },
              {
                guard: { type: 'isComingBack', params: streamOf },
                target: 'streaming',
                actions: tellRestored,
              },
              { guard: isCurrent, target: 'streaming' },
            ],
          },
        },
        streaming: {
          tags: 'holdsStream',
          after: { healthyAge: '#transcription.streaming' },
          on: {
            'stream.proven': { guard: isCurrent, target: '#transcription.streaming' },
            'stream.quiet': { guard: isCurrent, target: '#transcription.finishing' },
            'transcription.finish': { target: '#transcription.finishing', actions: 'wishFinish' },
          },
        },
        /** No stream is held here: a late report is about one that is gone, and charges nothing. */
        backingOff: { after: { backoff: 'opening' }, on: { 'stream.failed': {} } },
      },
    },
    /** A healthy stream has the audio. */
    streaming: {
      id: 'streaming',
      tags: 'holdsStream',
      entry: 'recordHealth',
      initial: 'steady',
      on: {
        'stream.failed': onFailureElsewhere(),
        'stream.quiet': { guard: isCurrent, target: 'finishing' },
        'transcription.finish': { target: 'finishing', actions: 'wishFinish' },
      },
      states: {
        steady: { after: { rollAge: 'rolling' } },
        /** The next stream is opened before the old one is closed. */
        rolling: {
          tags: 'holdsTwoStreams',
          entry: openStandby,
          after: { connectTimeout: { target: 'postponed', actions: dropStandby } },
          on: {
            'stream.opened': {
              guard: isStandby,
              target: 'steady',
              actions: [dropStream, letStandbyTakeOver, 'countStream'],
            },
            'stream.failed': [
              { guard: isStandby, target: 'postponed', actions: dropStandby },
              // The old stream died meanwhile: the standby is dropped too, recovery is the one way back.
              ...onFailureElsewhere(dropBoth),
            ],
            'stream.quiet': { guard: isCurrent, target: '#transcription.finishing', actions: dropStandby },
            'transcription.finish': { target: '#transcription.finishing', actions: ['wishFinish', dropStandby] },
          },
        },
        postponed: { after: { rollRetry: 'rolling' } },
      },
    },
    /** The end frame is on its way; the last results may still come. */
    finishing: {
      tags: 'holdsStream',
      entry: finishStream,
      after: { finishTimeout: { target: 'closed', actions: dropStream } },
      on: {
        'stream.ended': { guard: isCurrent, target: 'closed', actions: dropStream },
        'stream.failed': [
          { guard: isStale },
          // It was being closed with everything said: how it went does not matter, and nobody is to be told.
          { guard: owesNothing, target: 'closed', actions: dropStream },
          ...onFailureElsewhere(),
        ],
        'transcription.finish': { actions: 'wishFinish' },
      },
    },
    closed: { type: 'final', output: { outcome: 'closed' } },
    failed: { type: 'final', output: ({ context }) => ({ outcome: 'failed', reason: context.failure }) },
  },
  // The final state's own output, passed on.
  output: ({ event }) => event.output as TranscriptionOutput,
});
