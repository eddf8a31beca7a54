/**
 * The interface between the server and its transport. WebServer implements it over uWebSockets.js; tests use
 * MemoryServer.
 */
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
  /** All headers, by lower-case name; the values of a repeated header are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface AcceptedUpgrade {
  readonly ok: true;
  readonly connection: ClientConnection;
  /** The selected subprotocol; empty for none. */
  readonly protocol: string;
  /** Called when the socket is open: the connection takes its seat. */
  readonly onOpen: () => void;
  /** Called instead of `onOpen` when the client disconnects during the upgrade. */
  readonly onAbandoned: () => void;
}

export interface RefusedUpgrade {
  readonly ok: false;
  readonly answer: HttpAnswer;
}

export type UpgradeVerdict = AcceptedUpgrade | RefusedUpgrade;

/** Handles the events of the sockets. */
export interface SocketHandlers {
  /** Never rejects. */
  upgrade(request: UpgradeRequest): Promise<UpgradeVerdict>;
  text(connection: ClientConnection, text: string, size: number): void;
  /** @param pcm The transport's memory: valid until this returns. */
  binary(connection: ClientConnection, pcm: Uint8Array): void;
  /** A ping or a pong has come: the client is alive. */
  alive(connection: ClientConnection): void;
  /** Some of the client's unsent bytes have been sent. */
  drained(connection: ClientConnection): void;
  closed(connection: ClientConnection): void;
  /** Another handler threw, which is a bug: this connection gets an error, others are not affected. Never throws. */
  failed(connection: ClientConnection, error: unknown): void;
}

export interface SocketServerOptions {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** A session closes a socket with this number of unsent bytes. The transport drops frames at twice this number. */
  readonly maxBacklogBytes: number;
  readonly sockets: SocketHandlers;
  readonly http: ExchangeOptions;
}

export interface SocketServer extends AudiencePort {
  /** @returns the port. Rejects with one clear line when the port is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Closes the port and every connection at once. */
  close(): void;
}
