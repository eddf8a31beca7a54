/** Converts the speaker's controls to the chart's events, the listeners' notice and the speaker's acknowledgement. */
import type { SessionEvent } from '../../machines/session.vocabulary.ts';
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { ClientMessage, StateChange } from '../../protocol/client-messages.ts';
import { type ServerMessage, wireSeconds } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';

export type ControlAction =
  | 'pauseBroadcast'
  | 'resumeBroadcast'
  | 'muteBroadcast'
  | 'unmuteBroadcast'
  | 'setVolume'
  | 'speakerStateChange';
export type ControlMessage = Extract<ClientMessage, { action: ControlAction }>;

/** One event for each control that the message changes. */
export function toEvents(message: ControlMessage, atMs: UnixMs): SessionEvent[] {
  switch (message.action) {
    case 'pauseBroadcast':
      return [{ type: 'broadcast.pause', atMs }];
    case 'resumeBroadcast':
      return [{ type: 'broadcast.resume', atMs }];
    case 'muteBroadcast':
      return [{ type: 'broadcast.mute', atMs }];
    case 'unmuteBroadcast':
      return [{ type: 'broadcast.unmute', atMs }];
    case 'setVolume':
      return [{ type: 'volume.set', volume: message.volumeLevel, atMs }];
    case 'speakerStateChange':
      return toChangeEvents(message.state, atMs);
  }
}

/** Events that stop audio come first, so that no audio passes between two events of one change. */
export function toChangeEvents({ isPaused, isMuted, volume }: StateChange, atMs: UnixMs): SessionEvent[] {
  const events: SessionEvent[] = [];
  if (isPaused) events.push({ type: 'broadcast.pause', atMs });
  if (isMuted) events.push({ type: 'broadcast.mute', atMs });
  if (volume !== undefined) events.push({ type: 'volume.set', volume, atMs });
  if (isMuted === false) events.push({ type: 'broadcast.unmute', atMs });
  if (isPaused === false) events.push({ type: 'broadcast.resume', atMs });
  return events;
}

/** The listeners' message. The speaker's acknowledgement is the same message with the extras of `toAcknowledgement`. */
export function toNotice(
  message: ControlMessage,
  sessionId: string,
  state: BroadcastState,
  atMs: UnixMs,
): ServerMessage {
  const common = { sessionId, timestamp: wireSeconds(atMs) };
  switch (message.action) {
    case 'pauseBroadcast':
      return { type: 'broadcastPaused', ...common };
    case 'resumeBroadcast':
      return { type: 'broadcastResumed', ...common };
    case 'muteBroadcast':
      return { type: 'broadcastMuted', ...common };
    case 'unmuteBroadcast':
      return { type: 'broadcastUnmuted', ...common };
    case 'setVolume':
      return { type: 'volumeChanged', ...common, volumeLevel: state.volume };
    case 'speakerStateChange':
      return { type: 'speakerStateChanged', ...common, state };
  }
}

export interface AcknowledgementExtras {
  readonly broadcastState: BroadcastState;
  readonly listenersNotified: number;
  /** Only when a pause ended. */
  readonly pauseDurationMs?: number;
}

export function toAcknowledgement(notice: ServerMessage, extras: AcknowledgementExtras): ServerMessage {
  // speakerStateChanged carries the whole state already; the contract adds nothing to it.
  if (notice.type === 'speakerStateChanged') return notice;
  const { pauseDurationMs, ...rest } = extras;
  if (notice.type === 'broadcastResumed' && pauseDurationMs !== undefined) {
    return { ...notice, ...rest, pauseDurationMs };
  }
  return { ...notice, ...rest } as ServerMessage;
}
