/**
 * The parts of the transcription chart: its input, context, events, guards, delays, and its actions on the streams and the
 * session. The chart itself is in transcription.machine.ts.
 */
import { type ActorRef, assign, type ErrorActorEvent, fromCallback, type Snapshot, setup } from 'xstate';
import { TRANSCRIBE_FAILURES, type TranscribeFailure } from './failures.ts';

export interface TranscriptionTimings {
  readonly connectTimeoutMs: number;
  /**
   * How long after a first failure streams may keep failing before transcription is given up. A try that is under way at
   * the end of this window is the last one. Time in the queue for an opening does not count.
   */
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

/** Commands to the actor of one upstream stream. */
export type StreamCommand =
  /** Send what is waiting, then the end frame. */
  | { type: 'stream.finish' }
  /** From now on this stream takes the audio (a stream opened for a roll waits for it). */
  | { type: 'stream.takeOver' };

/** The actor's reports. `stream` is its number, so that a late report of a replaced stream is recognised. */
export type StreamReport =
  /** Openings are limited per second. The service is not asked yet, and no deadline of this stream runs. */
  | { type: 'stream.queued'; stream: number }
  | { type: 'stream.admitted'; stream: number; waitedMs: number }
  | { type: 'stream.opened'; stream: number; replayedMs: number }
  | { type: 'stream.proven'; stream: number }
  | { type: 'stream.quiet'; stream: number }
  | { type: 'stream.ended'; stream: number }
  /** `owed`: audio is held that no final has covered yet. */
  | { type: 'stream.failed'; stream: number; failure: TranscribeFailure; owed: boolean };

export interface UpstreamRequest {
  readonly number: number;
  /** Opened for a roll: kept alive with silence until it takes over. */
  readonly standby: boolean;
  /** It replays the audio that has no final yet and is then finished. Without such audio it ends at once. */
  readonly finishing: boolean;
}

export interface UpstreamHandle {
  finish(): void;
  takeOver(): void;
  /** The stream reads and reports nothing more; its connection closes within 1 s. Idempotent. */
  release(): void;
}

/** Opens one upstream stream; provided by the session's transcription pipeline. Never throws. */
export type OpenUpstream = (request: UpstreamRequest, report: (report: StreamReport) => void) => UpstreamHandle;

export interface StreamInput extends UpstreamRequest {
  readonly openUpstream: OpenUpstream;
}

/** Reports to the session. An interruption is reported once, and ends with one `restored` or with the output. */
export type TranscriptionReport =
  | { type: 'transcription.interrupted'; reason: TranscribeFailure; attempt: number }
  | { type: 'transcription.restored'; attempt: number; replayedMs: number };

export interface TranscriptionInput {
  readonly timings: TranscriptionTimings;
  readonly openUpstream: OpenUpstream;
  /** 0..1, a new value for each back-off. */
  readonly jitter: () => number;
  /** Transcription was given up before, and the session has not been told that it is restored. */
  readonly wasGivenUp?: boolean;
  readonly session?: ActorRef<Snapshot<unknown>, TranscriptionReport>;
}

export interface TranscriptionContext extends TranscriptionInput {
  /** The number of the stream that has the audio; 0 before the first. */
  readonly current: number;
  /** Failures since the last healthy stream. */
  readonly attempt: number;
  readonly failure: TranscribeFailure;
  /** The session is ending: a stream that opens now replays, then finishes. */
  readonly finishing: boolean;
  /** The session was told of an interruption, and not yet of its end. */
  readonly isInterrupted: boolean;
  /** Since the last healthy stream, a stream was reopened at once. */
  readonly isPardoned: boolean;
  /** The current stream has brought a result, or lived long enough. */
  readonly isHealthy: boolean;
  /** The recovery window is over: one more failure is the last. */
  readonly isOverdue: boolean;
  /** The part of the recovery window that was spent waiting for a turn, ms. */
  readonly waitedMs: number;
}

export type TranscriptionEvent =
  | StreamReport
  | { type: 'transcription.finish' }
  /** From the chart's own clock. */
  | { type: 'recovery.over' };

export type TranscriptionOutput =
  | { readonly outcome: 'closed' }
  | { readonly outcome: 'failed'; readonly reason: TranscribeFailure };

export type StreamFailed = Extract<StreamReport, { type: 'stream.failed' }>;

const streamId = (number: number) => `stream-${number}`;

/** Runs one upstream stream as an actor: its reports go to the chart, and the actor's end releases the stream once. */
export const upstreamActor = fromCallback<StreamCommand, StreamInput>(({ input, sendBack, receive }) => {
  const { openUpstream, ...request } = input;
  const upstream = openUpstream(request, sendBack);
  receive((command) => {
    if (command.type === 'stream.finish') upstream.finish();
    else upstream.takeOver();
  });
  return () => upstream.release();
});

export const s = setup({
  types: {
    context: {} as TranscriptionContext,
    events: {} as TranscriptionEvent | ErrorActorEvent<unknown, `stream-${number}`>,
    input: {} as TranscriptionInput,
    output: {} as TranscriptionOutput,
    tags: {} as 'holdsStream' | 'holdsTwoStreams',
  },
  actors: { stream: upstreamActor },
  delays: {
    connectTimeout: ({ context }) => context.timings.connectTimeoutMs,
    recoveryWindow: ({ context }) => context.timings.recoveryWindowMs,
    waited: ({ context }) => context.waitedMs,
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
    /** A failed stream that owes nothing is not replaced if it was idle or being finished: the next audio opens another. */
    isOver: ({ context }, params: StreamFailed) =>
      !params.owed && (context.finishing || TRANSCRIBE_FAILURES[params.failure].retry === 'atOnce'),
    owesNothing: (_, params: StreamFailed) => !params.owed,
    /** Only once until a stream is healthy: a service that reports every stream as idle is failing. */
    isForgiven: ({ context }, params: StreamFailed) =>
      !context.isPardoned && TRANSCRIBE_FAILURES[params.failure].retry === 'atOnce',
    /** The service accepted the request of a healthy stream before, so another opening is tried. */
    isFatal: ({ context }, params: StreamFailed) =>
      !context.isHealthy && TRANSCRIBE_FAILURES[params.failure].retry === 'never',
    isToFinish: ({ context }, params: { stream: number }) => params.stream === context.current && context.finishing,
    isOverdue: ({ context }) => context.isOverdue,
    isOverdueTurn: ({ context }, params: { stream: number }) => params.stream === context.current && context.isOverdue,
    hasWaited: ({ context }) => context.waitedMs > 0,
  },
  actions: {
    recordFailure: assign({
      failure: (_, params: { failure: TranscribeFailure }) => params.failure,
      attempt: ({ context }) => context.attempt + 1,
    }),
    recordHealth: assign({ isHealthy: true, attempt: 0, isPardoned: false, isOverdue: false, waitedMs: 0 }),
    recordWait: assign({
      // Before a first failure no window runs.
      waitedMs: ({ context }, params: { waitedMs: number }) =>
        context.attempt > 0 ? context.waitedMs + params.waitedMs : 0,
    }),
    pardon: assign({ isPardoned: true }),
    markOverdue: assign({ isOverdue: true }),
    countStream: assign({ current: ({ context }) => context.current + 1 }),
    forgetHealth: assign({ isHealthy: false }),
    requestFinish: assign({ finishing: true }),
  },
});

// Actions over children are bound after setup: inside it they would break the inference of their siblings.
export const openStream = s.spawnChild('stream', {
  id: ({ context }) => streamId(context.current),
  input: ({ context: { current, finishing, openUpstream } }) => ({
    number: current,
    standby: false,
    finishing,
    openUpstream,
  }),
});
export const openStandby = s.spawnChild('stream', {
  id: ({ context }) => streamId(context.current + 1),
  input: ({ context: { current, openUpstream } }) => ({
    number: current + 1,
    standby: true,
    finishing: false,
    openUpstream,
  }),
});
export const dropStream = s.stopChild(({ context }) => streamId(context.current));
export const dropStandby = s.stopChild(({ context }) => streamId(context.current + 1));
export const dropBoth = s.enqueueActions(({ context, enqueue }) => {
  enqueue.stopChild(streamId(context.current));
  enqueue.stopChild(streamId(context.current + 1));
});
export const finishStream = s.sendTo(({ context }) => streamId(context.current), { type: 'stream.finish' });
export const letStandbyTakeOver = s.sendTo(({ context }) => streamId(context.current + 1), { type: 'stream.takeOver' });
const toSession = ({ context }: { context: TranscriptionContext }) =>
  context.session as NonNullable<TranscriptionContext['session']>;
/** All failures until a stream is opened again are one interruption. */
export const tellInterrupted = s.enqueueActions(({ context, enqueue }) => {
  if (context.isInterrupted) return;
  enqueue.assign({ isInterrupted: true });
  enqueue.sendTo(toSession, {
    type: 'transcription.interrupted' as const,
    reason: context.failure,
    attempt: context.attempt,
  });
});
export const tellRestored = s.enqueueActions(({ context, event, enqueue }) => {
  if (!context.isInterrupted) return;
  enqueue.assign({ isInterrupted: false });
  enqueue.sendTo(toSession, {
    type: 'transcription.restored' as const,
    attempt: context.attempt,
    replayedMs: event.type === 'stream.opened' ? event.replayedMs : 0,
  });
});

/** The timer of the recovery window. It belongs to no state: it runs until a stream is healthy. */
const WINDOW = 'recovery-window';
export const startWindow = s.enqueueActions(({ context, enqueue }) => {
  if (context.attempt === 1) enqueue.raise({ type: 'recovery.over' }, { id: WINDOW, delay: 'recoveryWindow' });
});
export const stopWindow = s.cancel(WINDOW);
/** The window is extended by the time that was spent waiting for a turn. */
export const extendWindow = s.enqueueActions(({ enqueue }) => {
  enqueue.raise({ type: 'recovery.over' }, { id: WINDOW, delay: 'waited' });
  enqueue.assign({ waitedMs: 0, isOverdue: false });
});
