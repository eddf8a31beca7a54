/** What a connection needs to know of its role. Speaker and listener each implement it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerMessageType } from '../protocol/server-messages.ts';
import type { Incoming } from './client-events.ts';
import type { Link } from './link.ts';
import type { RostrumError } from './rostrum-error.ts';

/** Why a socket is opened: for the first time, after a loss, or to replace one that nears its maximum age. */
export type Arrival = 'first' | 'return' | 'refresh';

export interface Seat {
  /** The query parameters of the URL. @param session Its ids are empty before the first greeting of a new session. */
  query(arrival: Arrival, session: SeatInfo): Readonly<Record<string, string>>;
  /** The message to send when the socket is open, if the URL is not enough. */
  hello(arrival: Arrival): ClientMessage | undefined;
  /** The type of the message that confirms the seat. */
  greeting(arrival: Arrival): ServerMessageType;
  /** The connection uses this socket from now on. */
  seated(link: Link): void;
  /** Called for every message, before its event is emitted. @param wasAsked The message answered a request. */
  received(link: Link, message: Incoming, wasAsked: boolean): void;
  lost(link: Link): void;
  /** The connection is closed and will not be opened again. */
  over(error: RostrumError): void;
}

export interface SeatInfo {
  /** Both ids are empty while unknown. */
  readonly sessionId: string;
  readonly connectionId: string;
}
