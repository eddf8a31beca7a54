/**
 * The region of a live session that misses sound: a speaker whose microphone gives nothing does not know it, so everybody is
 * told, once. It only looks at the other regions.
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
