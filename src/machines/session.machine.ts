/**
 * One broadcast: its stream, controls, speaker, status reports and end. The chart makes the decisions. Its input has the
 * effects that it triggers, and its events have the times. Audio never passes through it.
 */
import { not } from 'xstate';
import { controls } from './session.controls.ts';
import { finishTranscription, reporting, speaker, stopTranscription, stream } from './session.regions.ts';
import { sound } from './session.sound.ts';
import { NOBODY, s } from './session.vocabulary.ts';

const LAST_WORDS = 'lastWords';
/** Finals from before the end count too: a speaker often ends right after the last sentence. */
const soonHeard = s.raise({ type: 'lastWords.heard' }, { id: LAST_WORDS, delay: 'linger' });

export const sessionMachine = s.createMachine({
  id: 'session',
  context: ({ input }) => ({
    volume: 1,
    lastStateChange: Math.floor(input.startedAtMs / 1000),
    speakerConnectionId: undefined,
    audience: NOBODY,
    reported: NOBODY,
    pendingReason: 'periodic',
    endReason: 'ended',
    transcribing: false,
    isGivenUp: false,
    lastWords: false,
    ...input,
  }),
  initial: 'live',
  on: {
    'final.forwarded': { actions: ['rememberLastWords', s.cancel(LAST_WORDS), soonHeard] },
    'lastWords.heard': { actions: 'forgetLastWords' },
  },
  states: {
    live: {
      type: 'parallel',
      after: {
        life: { target: 'draining', actions: { type: 'rememberEnd', params: { reason: 'expired' } } },
      },
      on: {
        'session.end': {
          target: 'draining',
          actions: { type: 'rememberEnd', params: ({ event }) => ({ reason: event.reason }) },
        },
      },
      states: { stream, ...controls, speaker, sound, reporting },
    },
    /** No more audio is accepted; the accepted audio is still recognised and forwarded. */
    draining: {
      initial: 'settling',
      states: {
        settling: {
          initial: 'deciding',
          after: { drain: { target: 'lingering', actions: [stopTranscription, 'markNotTranscribing'] } },
          states: {
            deciding: { always: [{ guard: 'isTranscribing', target: 'finishing' }, { target: 'forwarding' }] },
            finishing: {
              tags: 'holdsTranscription',
              entry: finishTranscription,
              on: {
                'xstate.done.actor.transcription': {
                  target: 'forwarding',
                  actions: [stopTranscription, 'markNotTranscribing'],
                },
                'xstate.error.actor.transcription': {
                  target: 'forwarding',
                  actions: [stopTranscription, 'markNotTranscribing'],
                },
              },
            },
            forwarding: {
              entry: 'flushTranslations',
              on: { 'translations.flushed': '#session.draining.lingering' },
            },
          },
        },
        /** Listeners stay long enough to hear the last sentence. If nothing was said recently, the session ends at once. */
        lingering: {
          entry: 'tellSpeakerEnded',
          always: { guard: not('hasLastWords'), target: '#session.ended' },
        },
      },
    },
    ended: { type: 'final' },
  },
  output: ({ context }) => ({ reason: context.endReason }),
});
