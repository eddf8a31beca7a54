/**
 * The regions of a live session besides its controls: transcription, the speaker, the status reports. Each has one concern,
 * and none changes another.
 */
import type { TranscribeFailure } from './failures.ts';
import { type Audience, type SessionContext, s } from './session.vocabulary.ts';
import type { TranscriptionOutput } from './transcription.vocabulary.ts';

const TRANSCRIPTION = 'transcription';
const startTranscription = s.spawnChild('transcription', {
  id: TRANSCRIPTION,
  input: ({ context, self }) => ({
    timings: context.transcription,
    openUpstream: context.openUpstream,
    jitter: context.jitter,
    wasGivenUp: context.isGivenUp,
    session: self,
  }),
});
export const stopTranscription = s.stopChild(TRANSCRIPTION);
export const finishTranscription = s.sendTo(TRANSCRIPTION, { type: 'transcription.finish' });

const audienceOf = ({ event }: { event: { audience: Audience } }) => ({ audience: event.audience });
const connectionOf = ({ event }: { event: { connectionId: string } }) => ({ connectionId: event.connectionId });
const tellInterrupted = {
  type: 'tellInterrupted',
  params: ({ event }: { event: { reason: TranscribeFailure; attempt: number } }) => event,
} as const;
const tellRestored = {
  type: 'tellRestored',
  params: ({ event }: { event: { attempt: number; replayedMs: number } }) => event,
} as const;
const rememberSpeaker = { type: 'rememberSpeaker', params: connectionOf } as const;
const countAudience = { type: 'countAudience', params: audienceOf } as const;
const pendingOf = ({ context }: { context: SessionContext }) => ({ reason: context.pendingReason });
const reportPending = { type: 'reportStatus', params: pendingOf } as const;
const isFailedOutput = {
  type: 'isFailedOutput',
  params: ({ event }: { event: { output: TranscriptionOutput } }) => ({ output: event.output }),
} as const;

export const stream = s.createStateConfig({
  initial: 'idle',
  states: {
    /** No upstream stream is open; the next audio opens one. */
    idle: { on: { 'audio.arrived': { target: 'active', actions: [startTranscription, 'markTranscribing'] } } },
    active: {
      tags: 'holdsTranscription',
      on: {
        'transcription.interrupted': { target: 'recovering', actions: tellInterrupted },
        // Reported by the first stream after transcription was given up.
        'transcription.restored': { actions: ['markRestored', tellRestored] },
      },
    },
    recovering: {
      tags: 'holdsTranscription',
      on: {
        'transcription.interrupted': { actions: tellInterrupted },
        'transcription.restored': { target: 'active', actions: ['markRestored', tellRestored] },
      },
    },
    /** Given up for now: audio is dropped until the next try. */
    failed: {
      entry: 'markGivenUp',
      after: { transcriptionRetry: 'idle' },
      on: { 'broadcast.resume': 'idle' },
    },
  },
  on: {
    'xstate.done.actor.transcription': [
      {
        guard: isFailedOutput,
        target: '.failed',
        actions: [
          stopTranscription,
          'markNotTranscribing',
          {
            type: 'tellFailed',
            params: ({ event }) => ({ reason: event.output.outcome === 'failed' ? event.output.reason : 'internal' }),
          },
        ],
      },
      { target: '.idle', actions: [stopTranscription, 'markNotTranscribing', 'lookForAudio'] },
    ],
    'xstate.error.actor.transcription': {
      target: '.failed',
      actions: [stopTranscription, 'markNotTranscribing', { type: 'tellFailed', params: { reason: 'internal' } }],
    },
  },
});

export const speaker = s.createStateConfig({
  initial: 'expected',
  states: {
    /** Created over HTTP: the speaker has not connected yet. Only the session's lifetime limits the wait. */
    expected: {
      on: {
        'speaker.attached': { target: 'present', actions: rememberSpeaker },
        'speaker.missed': 'away',
      },
    },
    present: {
      on: {
        'speaker.attached': { actions: rememberSpeaker },
        'speaker.left': { guard: { type: 'isCurrentSpeaker', params: connectionOf }, target: 'away' },
      },
    },
    away: {
      entry: ['forgetSpeaker', 'tellSpeakerAway'],
      after: {
        grace: {
          target: '#session.draining',
          actions: { type: 'rememberEnd', params: { reason: 'speakerDisconnected' } },
        },
      },
      on: { 'speaker.attached': { target: 'present', actions: [rememberSpeaker, 'tellSpeakerBack'] } },
    },
  },
});

/**
 * The timer since the last status was sent. It belongs to the region and not to a state: changes that cancel each other out
 * must not delay the next periodic report.
 */
const STATUS_CLOCK = 'status-clock';
const startStatusClock = s.raise({ type: 'status.due' }, { id: STATUS_CLOCK, delay: 'statusInterval' });
const stopStatusClock = s.cancel(STATUS_CLOCK);
const reported = ['rememberReport', stopStatusClock, startStatusClock] as const;

export const reporting = s.createStateConfig({
  initial: 'quiet',
  entry: startStatusClock,
  exit: stopStatusClock,
  on: {
    'status.sent': { target: '.quiet', actions: reported },
    'status.due': [
      {
        guard: 'isAttended',
        target: '.quiet',
        actions: [{ type: 'reportStatus', params: { reason: 'periodic' } }, ...reported],
      },
      // Without a speaker nothing is reported, and nothing counts as reported.
      { actions: startStatusClock },
    ],
  },
  states: {
    quiet: {
      on: {
        'audience.changed': [
          {
            guard: { type: 'hasNewLanguage', params: audienceOf },
            target: 'pending',
            actions: [countAudience, { type: 'awaitReport', params: { reason: 'newLanguage' } }],
          },
          {
            guard: { type: 'hasMoved', params: audienceOf },
            target: 'pending',
            actions: [countAudience, { type: 'awaitReport', params: { reason: 'listenerCountChange' } }],
          },
          { actions: countAudience },
        ],
        // A speaker who returns gets the changes since the last report.
        'speaker.attached': [
          {
            guard: 'hasUnreportedLanguage',
            target: 'pending',
            actions: { type: 'awaitReport', params: { reason: 'newLanguage' } },
          },
          {
            guard: 'hasUnreportedMove',
            target: 'pending',
            actions: { type: 'awaitReport', params: { reason: 'listenerCountChange' } },
          },
        ],
      },
    },
    /** Changes are being collected. The reason of the report follows from their result, not from the first of them. */
    pending: {
      after: {
        statusCollect: [
          { guard: 'isStillNews', target: 'quiet', actions: [reportPending, ...reported] },
          { target: 'quiet' },
        ],
      },
      on: {
        'status.due': { guard: 'isStillNews', target: 'quiet', actions: [reportPending, ...reported] },
        'audience.changed': [
          {
            guard: { type: 'hasNewLanguage', params: audienceOf },
            actions: [countAudience, { type: 'awaitReport', params: { reason: 'newLanguage' } }],
          },
          { actions: [countAudience, { type: 'awaitReport', params: { reason: 'listenerCountChange' } }] },
        ],
      },
    },
  },
});
