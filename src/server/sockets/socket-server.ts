/** The seam between the server and its transport. WebServer implements it over uWebSockets.js; tests implement it in memory. */
import type { AudiencePort } from '../../actors/ports/sockets.ts';
import type { ExchangeOptions } from '../http/http-exchange.ts';
import type { HttpAnswer } from '../http/http-types.ts';
import type { ClientConnection } from './client-connection.ts';
import type { UpgradeQuery } from './connect-request.ts';

export interface UpgradeRequest extends UpgradeQuery {
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly origin: string;
  readonly host: string;
  /** Every header, by lower-case name; the lines of one that came several times joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface AcceptedUpgrade {
  readonly ok: true;
  readonly connection: ClientConnection;
  /** The subprotocol to select; empty for none. */
  readonly protocol: string;
  /** Called when the socket is open: the connection takes its seat. */
  readonly onOpen: () => void;
  /** Called instead, when the client went away while its upgrade was decided. */
  readonly onAbandoned: () => void;
}

export interface RefusedUpgrade {
  readonly ok: false;
  readonly answer: HttpAnswer;
}

export type UpgradeVerdict = AcceptedUpgrade | RefusedUpgrade;

/** What the server does with the events of its sockets. */
export interface SocketHandlers {
  /** Never rejects. */
  upgrade(request: UpgradeRequest): Promise<UpgradeVerdict>;
  text(connection: ClientConnection, text: string, size: number): void;
  /** @param pcm A copy that belongs to the callee. */
  binary(connection: ClientConnection, pcm: Uint8Array): void;
  /** A ping or a pong has come: the client is alive. */
  alive(connection: ClientConnection): void;
  /** Some of the client's unsent bytes have left. */
  drained(connection: ClientConnection): void;
  closed(connection: ClientConnection): void;
  /** Another of these threw. That is a bug: this connection gets an error, no other connection is affected. Never throws. */
  failed(connection: ClientConnection, error: unknown): void;
}

export interface SocketServerOptions {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Unsent bytes of one socket at which its session closes it. The transport drops frames at twice as many. */
  readonly maxBacklogBytes: number;
  readonly sockets: SocketHandlers;
  readonly http: ExchangeOptions;
}

export interface SocketServer extends AudiencePort {
  /** @returns the port. Rejects with one clear line when it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Closes the port and every connection at once. */
  close(): void;
}
