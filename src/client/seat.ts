/** What a connection needs to know of the role it is held in. Speaker and listener each implement it. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerMessageType } from '../protocol/server-messages.ts';
import type { Incoming } from './client-events.ts';
import type { Link } from './link.ts';
import type { RostrumError } from './rostrum-error.ts';

/** Why a socket is opened: for the first time, after a loss, or to take over from one that is getting old. */
export type Arrival = 'first' | 'return' | 'refresh';

export interface Seat {
  /** What the URL asks for. @param session Undefined before the first greeting of a session that is to be made. */
  query(arrival: Arrival, session: SeatFacts): Readonly<Record<string, string>>;
  /** What is said once the socket is open, where the URL does not say it all. */
  hello(arrival: Arrival): ClientMessage | undefined;
  /** The message that says that the seat is taken. */
  greeting(arrival: Arrival): ServerMessageType;
  /** The socket is the connection's from now on. */
  seated(link: Link): void;
  /** Every message, before the owner is told. @param wasAsked It settled a request. */
  received(link: Link, message: Incoming, wasAsked: boolean): void;
  lost(link: Link): void;
  /** The connection is closed for good. */
  over(error: RostrumError): void;
}

export interface SeatFacts {
  /** Empty as long as they are not known. */
  readonly sessionId: string;
  readonly connectionId: string;
}
