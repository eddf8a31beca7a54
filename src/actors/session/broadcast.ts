/** The interface of a broadcast in any process, and the larger one in the process that owns it. */
import type { BroadcastState } from '../../protocol/broadcast-state.ts';
import type { Refusal } from '../../protocol/errors.ts';
import type { EndReason, ServerMessage, ServerMessageOf } from '../../protocol/server-messages.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { JoinOptions } from '../listeners/audience.ts';
import type { ControlMessage } from './controls.ts';
import type { SessionInfo } from './session-ports.ts';
import type { SpeakerPresence } from './speaker-presence.ts';

/** The state that a listener gets in its greeting. */
export interface Joined {
  readonly ok: true;
  readonly broadcastState: BroadcastState;
  readonly listenerCount: number;
  /** How long no audible sound has come, ms; undefined unless the silence was reported. */
  readonly audioSilentMs: number | undefined;
  /** The audience's last event before this greeting. */
  readonly lastEvent: { readonly epoch: number; readonly number: number };
}

export interface Broadcast {
  readonly info: SessionInfo;
  /** False from the moment its end was decided, as far as this node knows. */
  readonly isLive: boolean;
  /** The greeting for a listener who joins now, as far as this node knows. */
  readonly greeting: Joined;
  join(listener: JoinOptions): Promise<Joined | Refusal>;
  changeLanguage(connectionId: string, language: string): Promise<void>;
  leave(connectionId: string): void;
  /** @param by The connection that asked for the end. */
  end(reason: EndReason, by?: string): Promise<void>;
}

/** A broadcast in its owner's process: it answers at once, and has the methods that only the owner can offer. */
export interface LocalBroadcast extends Broadcast {
  /** Connects and disconnects its speaker. */
  readonly speaker: SpeakerPresence;
  joinNow(listener: JoinOptions): Joined | Refusal;
  /** @returns the acknowledgement. */
  control(message: ControlMessage, atMs: UnixMs): ServerMessage;
  status(): ServerMessageOf<'sessionStatus'>;
}
