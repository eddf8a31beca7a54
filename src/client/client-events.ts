/** What a client tells its owner: every message of the server by its type, and a few things of its own. */
import type { Static } from 'typebox';
import type { DELIVERED_MESSAGES } from '../protocol/delivered-messages.ts';
import type { ServerMessageOf, ServerMessageType } from '../protocol/server-messages.ts';
import type { RostrumError } from './rostrum-error.ts';

/** Translated speech, as the pipeline sent it, and its samples as bytes: 16-bit little-endian PCM. */
export type HeardAudio = Static<(typeof DELIVERED_MESSAGES)['audio']> & { readonly pcm: Uint8Array };
export type Caption = Static<(typeof DELIVERED_MESSAGES)['caption']>;

/** Any message at all: another pipeline may deliver types that this client does not know. */
export type Incoming = { readonly type: string } & Readonly<Record<string, unknown>>;

export type ConnectionChange =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | {
      readonly state: 'reconnecting';
      /** From 1, of this outage. */
      readonly attempt: number;
      /** Until the attempt is made, ms. */
      readonly delayMs: number;
      /** Why the connection, or the attempt before, failed. */
      readonly error: RostrumError;
    }
  /** For good. `error` is there when it was neither the session's end nor the owner's `close()`. */
  | { readonly state: 'closed'; readonly error: RostrumError | undefined };

/** Audio went, unheard, because more was waiting than the client keeps. */
export interface Overflow {
  readonly chunks: number;
  readonly bytes: number;
}

type ServerEvents = { [T in ServerMessageType]: ServerMessageOf<T> };

export interface ClientEvents extends ServerEvents {
  /** Listeners. */
  audio: HeardAudio;
  /** Listeners: text without speech. */
  caption: Caption;
  connection: ConnectionChange;
  /** Speakers. */
  overflow: Overflow;
  /** Every message, before the event of its own type. */
  message: Incoming;
  /** A frame that is no JSON object with a type: text, or bytes. */
  raw: string | Uint8Array;
}

/** Narrows a message by its type; the server's word is taken for the rest. */
export function isMessage<T extends ServerMessageType>(
  message: Incoming,
  type: T,
): message is Incoming & ServerMessageOf<T> {
  return message.type === type;
}

/** The events of the client's own: no message may pass for one of them, whatever the pipeline calls it. */
export const OWN_EVENTS: readonly string[] = [
  'connection',
  'overflow',
  'message',
  'raw',
] satisfies (keyof ClientEvents)[];
