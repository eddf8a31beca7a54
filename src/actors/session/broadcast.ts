/** What anybody may ask of a broadcast, wherever it lives, and what its speaker's seat may do where it lives. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { Refusal } from '../../protocol/errors.ts';
import type { EndReason, ServerMessage, ServerMessageOf } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { JoinOptions } from '../listeners/audience.ts';
import type { ControlMessage } from './controls.ts';
import type { SessionInfo } from './session-ports.ts';
import type { SpeakerPresence } from './speaker-presence.ts';

/** What a listener is greeted with. */
export interface Joined {
  readonly ok: true;
  readonly broadcastState: BroadcastState;
  readonly listenerCount: number;
  /** For how long nothing audible has come, ms; undefined while something does. */
  readonly audioSilentMs: number | undefined;
  /** The last event that the audience had been told. */
  readonly lastEvent: { readonly epoch: number; readonly number: number };
}

export interface Broadcast {
  readonly info: SessionInfo;
  /** False from the moment its end was decided, as far as this node knows. */
  readonly isLive: boolean;
  /** What a listener is greeted with now, as far as this node knows. */
  readonly greeting: Joined;
  join(listener: JoinOptions): Promise<Joined | Refusal>;
  changeLanguage(connectionId: string, language: string): Promise<void>;
  leave(connectionId: string): void;
  /** @param by The connection that asked for the end. */
  end(reason: EndReason, by?: string): Promise<void>;
}

/** In the owner's process: the same without waiting, and what only the owner can do. */
export interface LocalBroadcast extends Broadcast {
  /** The comings and goings of its speaker. */
  readonly speaker: SpeakerPresence;
  joinNow(listener: JoinOptions): Joined | Refusal;
  /** @returns the acknowledgement. */
  control(message: ControlMessage, atMs: UnixMs): ServerMessage;
  status(): ServerMessageOf<'sessionStatus'>;
}
