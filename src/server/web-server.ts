/** The front end over uWebSockets.js: accepts upgrades and requests, copies what dies with a callback, and hands on. */
import type { AudiencePort } from '../actors/ports.ts';
import { TRANSPORT_MESSAGE_BYTES } from '../protocol/limits.ts';
import type { ClientConnection } from './client-connection.ts';
import type { UpgradeFacts } from './connect-request.ts';
import { type ExchangeOptions, exchange, remoteAddressOf, writeAnswer } from './http-exchange.ts';
import type { HttpAnswer } from './http-types.ts';
import {
  type HttpRequest,
  type HttpResponse,
  loadSocketLibrary,
  type SocketApp,
  type us_listen_socket,
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
  /** X-Forwarded-For, as it came. */
  readonly forwardedFor: string;
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
  onSettled: (socket: us_listen_socket | false) => void,
) => void;

/** LIBUS_LISTEN_EXCLUSIVE_PORT, which the types lack too. */
const EXCLUSIVE_PORT = 1;

interface UserData {
  readonly connection: ClientConnection;
  readonly onOpen: () => void;
}

export class WebServer implements AudiencePort {
  readonly #library = loadSocketLibrary();
  readonly #app: SocketApp;

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
      // Each connection's own chart asks and gives up: it knows what to say, and its clock can be simulated.
      idleTimeout: 0,
      sendPingsAutomatically: false,
      upgrade: (response, request, context) => upgrade(response, request, context, sockets),
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
  listen(host: string, port: number): Promise<number> {
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
    this.#app.close();
  }
}

function upgrade(
  response: HttpResponse,
  request: HttpRequest,
  context: Parameters<HttpResponse['upgrade']>[4],
  sockets: SocketHandlers,
): void {
  // All of this is dead after the first await.
  const key = request.getHeader('sec-websocket-key');
  const extensions = request.getHeader('sec-websocket-extensions');
  const facts: UpgradeRequest = {
    query: new URLSearchParams(request.getQuery() ?? ''),
    authorization: request.getHeader('authorization'),
    protocols: request.getHeader('sec-websocket-protocol'),
    remoteAddress: remoteAddressOf(response),
    userAgent: request.getHeader('user-agent'),
    origin: request.getHeader('origin'),
    host: request.getHeader('host'),
    forwardedFor: request.getHeader('x-forwarded-for'),
  };
  let isAborted = false;
  response.onAborted(() => {
    isAborted = true;
  });
  void sockets.upgrade(facts).then((verdict) => {
    if (isAborted) {
      if (verdict.ok) verdict.onAbandoned();
      return;
    }
    if (!verdict.ok) {
      writeAnswer(response, verdict.answer);
      return;
    }
    const { connection, onOpen, protocol } = verdict;
    // Not corked, though the library warns on standard error that it should be: where the upgraded socket keeps its place
    // in memory, uncorking takes it for a finished HTTP response and closes it, one time in some fifteen.
    response.upgrade<UserData>({ connection, onOpen }, key, protocol, extensions, context);
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
