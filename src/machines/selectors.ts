/** Selectors on a session's snapshot. Whether audio may pass is computed here; it is not a state. */
import type { SnapshotFrom } from 'xstate';
import type { BroadcastState } from '../protocol/broadcast-state.ts';
import type { DropReason } from '../protocol/server-messages.ts';
import type { sessionMachine } from './session.machine.ts';

export type SessionSnapshot = SnapshotFrom<typeof sessionMachine>;

/** Why audio is dropped now, by the first reason that applies; undefined when audio is accepted. */
export function dropReasonOf(snapshot: SessionSnapshot): DropReason | undefined {
  if (snapshot.matches({ live: { pause: 'paused' } })) return 'paused';
  if (snapshot.matches({ live: { mute: 'muted' } })) return 'muted';
  if (snapshot.matches({ live: { volume: 'silent' } })) return 'silent';
  if (snapshot.matches({ live: { stream: 'failed' } })) return 'failed';
  if (snapshot.matches('draining')) return 'draining';
  if (snapshot.matches('live')) return undefined;
  return 'ended';
}

/** The controls as clients get them. After the end the result is `before`, but not active. */
export function toBroadcastState(snapshot: SessionSnapshot, before: BroadcastState): BroadcastState {
  if (!snapshot.matches('live')) return { ...before, isActive: false };
  return {
    isActive: true,
    isPaused: snapshot.matches({ live: { pause: 'paused' } }),
    isMuted: snapshot.matches({ live: { mute: 'muted' } }),
    volume: snapshot.context.volume,
    lastStateChange: snapshot.context.lastStateChange,
  };
}

export function isSpeakerPresent(snapshot: SessionSnapshot): boolean {
  return snapshot.matches({ live: { speaker: 'present' } });
}
