/** The events of a client: every message of the server by its type, and a few events of its own. */
import type { Static } from 'typebox';
import type { DELIVERED_MESSAGES } from '../protocol/delivered-messages.ts';
import type { ServerMessageOf, ServerMessageType } from '../protocol/server-messages.ts';
import type { RostrumError } from './rostrum-error.ts';

/** Translated speech as the pipeline sent it, with its decoded samples: 16-bit little-endian PCM. */
export type HeardAudio = Static<(typeof DELIVERED_MESSAGES)['audio']> & { readonly pcm: Uint8Array };
export type Caption = Static<(typeof DELIVERED_MESSAGES)['caption']>;

/** Any message: another pipeline may deliver types that this client does not know. */
export type Incoming = { readonly type: string } & Readonly<Record<string, unknown>>;

export type ConnectionChange =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | {
      readonly state: 'reconnecting';
      /** Counts from 1 in each outage. */
      readonly attempt: number;
      /** Time until the attempt, ms. */
      readonly delayMs: number;
      /** The server is there, and has asked to wait or has no free place: the wait is not for the network. */
      readonly isInLine: boolean;
      /** Why the connection or the last attempt failed. */
      readonly error: RostrumError;
    }
  /** Final. `error` is undefined after the session's end and after `close()`. */
  | { readonly state: 'closed'; readonly error: RostrumError | undefined };

/** Audio that was dropped because more was waiting than `maxHeldMs`. */
export interface Overflow {
  readonly chunks: number;
  readonly bytes: number;
}

type ServerEvents = { [T in ServerMessageType]: ServerMessageOf<T> };

export interface ClientEvents extends ServerEvents {
  /** Listeners only. */
  audio: HeardAudio;
  /** Listeners only: text without speech. */
  caption: Caption;
  connection: ConnectionChange;
  /** Speakers only. */
  overflow: Overflow;
  /** Every message, before the event of its own type. */
  message: Incoming;
  /** A frame that is not a JSON object with a type: text or bytes. */
  raw: string | Uint8Array;
}

/** Narrows a message by its type; its other members are not checked. */
export function isMessage<T extends ServerMessageType>(
  message: Incoming,
  type: T,
): message is Incoming & ServerMessageOf<T> {
  return message.type === type;
}

/** The client's own events. A message with such a type is not emitted under it, whatever the pipeline sends. */
export const OWN_EVENTS: readonly string[] = [
  'connection',
  'overflow',
  'message',
  'raw',
] satisfies (keyof ClientEvents)[];
