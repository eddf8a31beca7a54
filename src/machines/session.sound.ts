/**
 * The region of a live session that notices silence. A speaker does not know that the microphone gives nothing, so the
 * speaker and the listeners are told once. It reads the other regions and does not change them.
 */
import { not } from 'xstate';
import { s } from './session.vocabulary.ts';

const sinceOf = ({ event }: { event: { sinceMs: number } }) => ({ sinceMs: event.sinceMs });

export const sound = s.createStateConfig({
  initial: 'unwatched',
  exit: 'ignoreSound',
  states: {
    unwatched: { always: { guard: 'isOnAir', target: 'audible', actions: 'watchSound' } },
    audible: {
      always: { guard: not('isOnAir'), target: 'unwatched', actions: 'ignoreSound' },
      on: { 'sound.missed': { target: 'silent', actions: { type: 'tellAudioSilent', params: sinceOf } } },
    },
    silent: {
      always: { guard: not('isOnAir'), target: 'unwatched', actions: 'ignoreSound' },
      on: { 'sound.heard': { target: 'audible', actions: { type: 'tellAudioHeard', params: sinceOf } } },
    },
  },
});
