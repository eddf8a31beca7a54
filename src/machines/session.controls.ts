/**
 * The regions of a live session that the speaker's controls change: pause, mute, volume. Their effect on the audio is in
 * `dropReasonOf` (selectors.ts), the messages to clients are in actors/session/controls.ts.
 */
import { s } from './session.vocabulary.ts';

const stamp = { type: 'stamp', params: ({ event }: { event: { atMs: number } }) => ({ atMs: event.atMs }) } as const;
const volumeOf = ({ event }: { event: { volume: number } }) => ({ volume: event.volume });
const setVolume = [{ type: 'setVolume', params: volumeOf }, stamp] as const;

/** Each region handles only its own events. A control that asks for the present state changes nothing. */
export const controls = {
  pause: s.createStateConfig({
    initial: 'playing',
    states: {
      playing: { on: { 'broadcast.pause': { target: 'paused', actions: stamp } } },
      paused: { on: { 'broadcast.resume': { target: 'playing', actions: stamp } } },
    },
  }),
  mute: s.createStateConfig({
    initial: 'unmuted',
    states: {
      unmuted: { on: { 'broadcast.mute': { target: 'muted', actions: stamp } } },
      muted: { on: { 'broadcast.unmute': { target: 'unmuted', actions: stamp } } },
    },
  }),
  volume: s.createStateConfig({
    initial: 'full',
    on: {
      'volume.set': [
        { guard: { type: 'isSameVolume', params: volumeOf } },
        { guard: { type: 'isFull', params: volumeOf }, target: '.full', actions: setVolume },
        { guard: { type: 'isSilent', params: volumeOf }, target: '.silent', actions: setVolume },
        { target: '.lowered', actions: setVolume },
      ],
    },
    states: { full: {}, lowered: {}, silent: {} },
  }),
};
