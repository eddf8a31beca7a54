/**
 * One session's transcription: when an upstream stream is opened, replaced after a failure, rolled and closed. The chart
 * makes the decisions. `openUpstream`, from its input, opens the streams. No audio passes through here.
 */
import {
  dropBoth,
  dropStandby,
  dropStream,
  extendWindow,
  finishStream,
  letStandbyTakeOver,
  openStandby,
  openStream,
  type StreamFailed,
  s,
  startWindow,
  stopWindow,
  type TranscriptionOutput,
  tellInterrupted,
  tellRestored,
} from './transcription.vocabulary.ts';

const failureOf = ({ event }: { event: StreamFailed }) => event;
const streamOf = ({ event }: { event: { stream: number } }) => ({ stream: event.stream });
const isCurrent = { type: 'isCurrent', params: streamOf } as const;
const isStandby = { type: 'isStandby', params: streamOf } as const;
const recordFailure = { type: 'recordFailure', params: failureOf } as const;
const recordWait = {
  type: 'recordWait',
  params: ({ event }: { event: { waitedMs: number } }) => ({ waitedMs: event.waitedMs }),
} as const;
const streamBroke = { type: 'recordFailure', params: { failure: 'internal' } } as const;
const connectTimedOut = { type: 'recordFailure', params: { failure: 'connectTimeout' } } as const;

const isStale = { type: 'isStale', params: failureOf } as const;
const owesNothing = { type: 'owesNothing', params: failureOf } as const;

/**
 * The transitions for a failure of the current stream; the first one that applies is taken. Targets are absolute, or
 * relative to a substate.
 */
const onFailure = (opening: string, backingOff: string, drop: typeof dropStream | typeof dropBoth = dropStream) =>
  [
    { guard: isStale },
    { guard: { type: 'isOver', params: failureOf }, target: '#transcription.closed', actions: [drop, tellRestored] },
    { guard: { type: 'isForgiven', params: failureOf }, target: opening, actions: ['pardon', drop] },
    { guard: { type: 'isFatal', params: failureOf }, target: '#transcription.failed', actions: [recordFailure, drop] },
    { guard: 'isOverdue', target: '#transcription.failed', actions: [recordFailure, drop] },
    { target: backingOff, actions: [recordFailure, drop, startWindow, tellInterrupted] },
  ] as const;
const onFailureElsewhere = (drop: typeof dropStream | typeof dropBoth = dropStream) =>
  onFailure('#transcription.unproven.opening', '#transcription.unproven.backingOff', drop);

export const transcriptionMachine = s.createMachine({
  id: 'transcription',
  context: ({ input }) => ({
    current: 0,
    attempt: 0,
    failure: 'endedEarly',
    finishing: false,
    isInterrupted: input.wasGivenUp ?? false,
    isPardoned: false,
    isHealthy: false,
    isOverdue: false,
    waitedMs: 0,
    ...input,
  }),
  initial: 'unproven',
  on: {
    // A stream actor does not throw. If one does, no other stream may stay open.
    'xstate.error.actor.*': { target: '.failed', actions: [streamBroke, dropBoth] },
    // The present try may still succeed: only its failure ends transcription.
    'recovery.over': [{ guard: 'hasWaited', actions: extendWindow }, { actions: 'markOverdue' }],
  },
  states: {
    /** No healthy stream: since the first failure the recovery window is running. */
    unproven: {
      initial: 'opening',
      on: {
        'stream.failed': onFailure('.opening', '.backingOff'),
        'transcription.finish': { actions: 'requestFinish' },
      },
      states: {
        opening: {
          tags: 'holdsStream',
          entry: ['countStream', 'forgetHealth', openStream],
          initial: 'asking',
          on: {
            'stream.queued': { guard: isCurrent, target: '.queued' },
            'stream.opened': [
              { guard: { type: 'isToFinish', params: streamOf }, target: '#transcription.finishing' },
              { guard: isCurrent, target: 'streaming', actions: tellRestored },
            ],
            // The stream was being finished, and no audio was waiting.
            'stream.ended': { guard: isCurrent, target: '#transcription.closed', actions: dropStream },
            'transcription.finish': { actions: ['requestFinish', finishStream] },
          },
          states: {
            asking: {
              after: {
                connectTimeout: [
                  { guard: 'isOverdue', target: '#transcription.failed', actions: [connectTimedOut, dropStream] },
                  {
                    target: '#transcription.unproven.backingOff',
                    actions: [connectTimedOut, dropStream, startWindow, tellInterrupted],
                  },
                ],
              },
            },
            /** The service has not been asked: its time limit does not run, and the recovery window does not count this time. */
            queued: {
              on: {
                'stream.admitted': [
                  {
                    guard: { type: 'isOverdueTurn', params: streamOf },
                    target: 'asking',
                    actions: [recordWait, extendWindow],
                  },
                  { guard: isCurrent, target: 'asking', actions: recordWait },
                ],
              },
            },
          },
        },
        streaming: {
          tags: 'holdsStream',
          after: { healthyAge: '#transcription.streaming' },
          on: {
            'stream.proven': { guard: isCurrent, target: '#transcription.streaming' },
            'stream.quiet': { guard: isCurrent, target: '#transcription.finishing' },
            'transcription.finish': { target: '#transcription.finishing', actions: 'requestFinish' },
          },
        },
        /** No stream is open. A late report is about a stream that is gone, and counts as no failure. */
        backingOff: {
          after: { backoff: 'opening' },
          on: {
            'stream.failed': {},
            // The session is ending in a limited time, so one try is made at once. Without audio to replay no stream is opened.
            'transcription.finish': { target: 'opening', actions: 'requestFinish' },
            'recovery.over': [{ guard: 'hasWaited', actions: extendWindow }, { target: '#transcription.failed' }],
          },
        },
      },
    },
    /** A healthy stream has the audio. */
    streaming: {
      id: 'streaming',
      tags: 'holdsStream',
      entry: ['recordHealth', stopWindow],
      initial: 'steady',
      on: {
        'stream.failed': onFailureElsewhere(),
        'stream.quiet': { guard: isCurrent, target: 'finishing' },
        'transcription.finish': { target: 'finishing', actions: 'requestFinish' },
      },
      states: {
        steady: { after: { rollAge: 'rolling' } },
        /** The next stream is opened before the old one is closed. */
        rolling: {
          tags: 'holdsTwoStreams',
          entry: openStandby,
          initial: 'asking',
          on: {
            'stream.queued': { guard: isStandby, target: '.queued' },
            'stream.admitted': { guard: isStandby, target: '.asking' },
            'stream.opened': {
              guard: isStandby,
              target: 'steady',
              actions: [dropStream, letStandbyTakeOver, 'countStream'],
            },
            'stream.failed': [
              { guard: isStandby, target: 'postponed', actions: dropStandby },
              // The old stream failed in the meantime. The standby is dropped too, and recovery starts.
              ...onFailureElsewhere(dropBoth),
            ],
            'stream.quiet': { guard: isCurrent, target: '#transcription.finishing', actions: dropStandby },
            'transcription.finish': { target: '#transcription.finishing', actions: ['requestFinish', dropStandby] },
          },
          states: {
            asking: { after: { connectTimeout: { target: '#streaming.postponed', actions: dropStandby } } },
            queued: {},
          },
        },
        postponed: { after: { rollRetry: 'rolling' } },
      },
    },
    /** Waiting audio and the end frame are sent; the last results may still come. */
    finishing: {
      tags: 'holdsStream',
      entry: finishStream,
      after: { finishTimeout: { target: 'closed', actions: dropStream } },
      on: {
        'stream.ended': { guard: isCurrent, target: 'closed', actions: dropStream },
        'stream.failed': [
          { guard: isStale },
          // The stream was being finished and all speech has a final: the failure does not matter and is not reported.
          { guard: owesNothing, target: 'closed', actions: dropStream },
          ...onFailureElsewhere(),
        ],
        'transcription.finish': { actions: 'requestFinish' },
      },
    },
    closed: { type: 'final', output: { outcome: 'closed' } },
    failed: { type: 'final', output: ({ context }) => ({ outcome: 'failed', reason: context.failure }) },
  },
  // The chart's output is the output of its final state.
  output: ({ event }) => event.output as TranscriptionOutput,
});
