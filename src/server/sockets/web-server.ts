/** The front end over uWebSockets.js: accepts upgrades and requests, copies what dies with a callback, and hands on. */
import type { AudiencePort } from '../../actors/ports/sockets.ts';
import { TRANSPORT_MESSAGE_BYTES } from '../../protocol/limits.ts';
import { type ExchangeOptions, exchange, headersOf, remoteAddressOf, writeAnswer } from '../http/http-exchange.ts';
import type { HttpAnswer } from '../http/http-types.ts';
import { SpareResponse } from '../http/spare-response.ts';
import type { ClientConnection } from './client-connection.ts';
import type { UpgradeFacts } from './connect-request.ts';
import {
  type HttpRequest,
  type HttpResponse,
  type ListenSocket,
  loadSocketLibrary,
  type SocketApp,
  type WebSocket,
} from './socket-library.ts';

/** What an upgrade came to. */
export type UpgradeVerdict =
  | {
      readonly ok: true;
      readonly connection: ClientConnection;
      readonly protocol: string;
      readonly onOpen: () => void;
      /** The client went away while its upgrade was being decided. */
      readonly onAbandoned: () => void;
    }
  | { readonly ok: false; readonly answer: HttpAnswer };

export interface UpgradeRequest extends UpgradeFacts {
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly origin: string;
  readonly host: string;
  /** Every header, by lower-case name; the lines of one that came several times joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface SocketHandlers {
  upgrade(request: UpgradeRequest): Promise<UpgradeVerdict>;
  text(connection: ClientConnection, text: string, size: number): void;
  binary(connection: ClientConnection, pcm: Uint8Array): void;
  /** A pong or a ping: the client is alive. */
  alive(connection: ClientConnection): void;
  drained(connection: ClientConnection): void;
  closed(connection: ClientConnection): void;
  /** A handler threw: a bug, which costs this connection an error and nobody else anything. Never throws. */
  failed(connection: ClientConnection, error: unknown): void;
}

export interface WebServerOptions {
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Unsent bytes at which frames to a socket are dropped; its owner closes it before. */
  readonly maxBacklogBytes: number;
  readonly sockets: SocketHandlers;
  readonly http: ExchangeOptions;
}

type ListenExclusively = (
  host: string,
  port: number,
  options: number,
  onSettled: (socket: ListenSocket | false) => void,
) => void;

/** LIBUS_LISTEN_EXCLUSIVE_PORT, which the types lack too. */
const EXCLUSIVE_PORT = 1;

interface UserData {
  readonly connection: ClientConnection;
  readonly onOpen: () => void;
}

/** The most the library takes, s. */
const LIBRARY_IDLE_S = 960;

export class WebServer implements AudiencePort {
  readonly #library = loadSocketLibrary();
  readonly #app: SocketApp;
  readonly #spare = new SpareResponse(this.#library);

  constructor(options: WebServerOptions) {
    const { tls, sockets, http } = options;
    const { App, SSLApp } = this.#library;
    this.#app = tls ? SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile }) : App();
    // What a callback of the library throws ends the process, and every session in it.
    const guard = (connection: ClientConnection, work: () => void) => {
      try {
        work();
      } catch (error) {
        sockets.failed(connection, error);
      }
    };
    this.#app.ws<UserData>('/*', {
      maxPayloadLength: TRANSPORT_MESSAGE_BYTES,
      maxBackpressure: options.maxBacklogBytes * 2,
      // Each connection's own chart asks and gives up, long before this: it knows what to say, and its clock can be simulated.
      // But it is also from this that the library takes how long a socket that is being closed may take to read what it was
      // sent, its close frame at the end: 16 s at this value, 4 s or less for 0.
      idleTimeout: LIBRARY_IDLE_S,
      sendPingsAutomatically: false,
      upgrade: (response, request, context) => {
        upgrade(response, request, sockets, {
          refuse: (verdict, headers) => writeAnswer(response, verdict.answer, http.headersFor({ headers }), false),
          accept: (verdict, { key, protocol, extensions }) => {
            const { connection, onOpen } = verdict;
            // From the spare answer's callback, and never corked itself: what is corked while it is upgraded is taken for a
            // finished HTTP answer where the socket keeps its place in memory, and is closed.
            this.#spare.run(() => {
              guard(connection, () => {
                response.upgrade<UserData>({ connection, onOpen }, key, protocol, extensions, context);
              });
            });
          },
        });
      },
      open: (socket) => {
        const { connection, onOpen } = socket.getUserData();
        guard(connection, () => {
          connection.opened(transportOf(socket));
          onOpen();
        });
      },
      message: (socket, message, isBinary) => {
        const { connection } = socket.getUserData();
        guard(connection, () => {
          if (isBinary) sockets.binary(connection, copyOf(message));
          else sockets.text(connection, Buffer.from(message).toString(), message.byteLength);
        });
      },
      ping: (socket) => sockets.alive(socket.getUserData().connection),
      pong: (socket) => sockets.alive(socket.getUserData().connection),
      drain: (socket) => sockets.drained(socket.getUserData().connection),
      close: (socket) => {
        const { connection } = socket.getUserData();
        guard(connection, () => {
          connection.closed();
          sockets.closed(connection);
        });
      },
    });
    this.#app.any('/*', (response, request) => exchange(response, request, http));
  }

  /** @returns the port. Rejects with one clear line when it is taken. */
  async listen(host: string, port: number): Promise<number> {
    await this.#spare.open();
    return new Promise((resolve, reject) => {
      // Exclusive: two servers that share a port would each get half of the clients. (The types lack this form.)
      const listen = this.#app.listen.bind(this.#app) as unknown as ListenExclusively;
      listen(host, port, EXCLUSIVE_PORT, (socket) => {
        if (!socket) {
          reject(new Error(`port ${port} on ${host} is taken or not allowed`));
          return;
        }
        resolve(this.#library.us_socket_local_port(socket));
      });
    });
  }

  publish(topic: string, text: string): void {
    this.#app.publish(topic, text, false);
  }

  /** Ends everything at once. */
  close(): void {
    this.#spare.close();
    this.#app.close();
  }
}

type Accepted = Extract<UpgradeVerdict, { ok: true }>;

interface UpgradeEnd {
  refuse(verdict: Extract<UpgradeVerdict, { ok: false }>, headers: ReadonlyMap<string, string>): void;
  accept(verdict: Accepted, handshake: { key: string; protocol: string; extensions: string }): void;
}

/** Reads what the client wants, has it decided, and answers unless the client has gone meanwhile. */
function upgrade(response: HttpResponse, request: HttpRequest, sockets: SocketHandlers, end: UpgradeEnd): void {
  // All of this is dead after the first await.
  const key = request.getHeader('sec-websocket-key');
  const extensions = request.getHeader('sec-websocket-extensions');
  const headers = headersOf(request, response);
  const header = (name: string) => headers.get(name) ?? '';
  const facts: UpgradeRequest = {
    query: new URLSearchParams(request.getQuery() ?? ''),
    authorization: header('authorization'),
    protocols: header('sec-websocket-protocol'),
    remoteAddress: remoteAddressOf(response),
    userAgent: header('user-agent'),
    origin: header('origin'),
    host: header('host'),
    headers,
  };
  let isAborted = false;
  response.onAborted(() => {
    isAborted = true;
  });
  void sockets.upgrade(facts).then((verdict) => {
    if (isAborted) {
      if (verdict.ok) verdict.onAbandoned();
    } else if (verdict.ok) end.accept(verdict, { key, protocol: verdict.protocol, extensions });
    else end.refuse(verdict, headers);
  });
}

/** What `send` answers when the client's backlog is full. */
const DROPPED = 2;

/** Only the connection calls it, and never after its close. */
function transportOf(socket: WebSocket<UserData>) {
  return {
    send: (data: string | Uint8Array, isBinary: boolean) => socket.send(data, isBinary) !== DROPPED,
    ping: () => {
      socket.ping();
    },
    subscribe: (topic: string) => {
      socket.subscribe(topic);
    },
    close: (code: number, reason: string) => socket.end(code, reason),
    bufferedBytes: () => socket.getBufferedAmount(),
  };
}

/**
 * The message's memory is gone once the handler has returned. Small ones share a slab of 8 KB: memory of its own for each
 * of thousands a second is what keeps a garbage collector busy.
 */
function copyOf(message: ArrayBuffer): Uint8Array {
  const copy = Buffer.allocUnsafe(message.byteLength);
  copy.set(new Uint8Array(message));
  return copy;
}
