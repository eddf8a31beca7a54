/** The speaker's controls as tables: what each is to the chart, and what it is to those who are told. */
import type { SessionEvent } from '../../machines/session.vocabulary.ts';
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { ClientMessage } from '../../protocol/client-messages.ts';
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

export function eventOf(message: ControlMessage, atMs: UnixMs): SessionEvent {
  switch (message.action) {
    case 'pauseBroadcast':
      return { type: 'broadcast.pause', atMs };
    case 'resumeBroadcast':
      return { type: 'broadcast.resume', atMs };
    case 'muteBroadcast':
      return { type: 'microphone.mute', atMs };
    case 'unmuteBroadcast':
      return { type: 'microphone.unmute', atMs };
    case 'setVolume':
      return { type: 'volume.set', level: message.volumeLevel, atMs };
    case 'speakerStateChange':
      return { type: 'speaker.changed', change: message.state, atMs };
  }
}

/** The listeners' copy. The speaker's acknowledgement is the same with the extras of `acknowledgementOf`. */
export function noticeOf(
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

export function acknowledgementOf(notice: ServerMessage, extras: AcknowledgementExtras): ServerMessage {
  // speakerStateChanged carries the whole state already; the contract adds nothing to it.
  if (notice.type === 'speakerStateChanged') return notice;
  const { pauseDurationMs, ...rest } = extras;
  if (notice.type === 'broadcastResumed' && pauseDurationMs !== undefined) {
    return { ...notice, ...rest, pauseDurationMs };
  }
  return { ...notice, ...rest } as ServerMessage;
}
