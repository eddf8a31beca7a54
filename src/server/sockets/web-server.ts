/** In: the transport over uWebSockets.js. Reports what happens on its sockets and decides nothing. */
import { TRANSPORT_MESSAGE_BYTES } from '../../protocol/limits.ts';
import { SpareResponse } from '../http/spare-response.ts';
import { exchange, readHeaders, readRemoteAddress, writeAnswer } from '../http/uws-exchange.ts';
import { SocketEvents } from './socket-events.ts';
import { type ListenSocket, loadSocketLibrary, type SocketApp, type WebSocket } from './socket-library.ts';
import type { AcceptedUpgrade, SocketServer, SocketServerOptions } from './socket-server.ts';
import type { Transport } from './transport.ts';

type ListenExclusively = (
  host: string,
  port: number,
  options: number,
  onSettled: (socket: ListenSocket | false) => void,
) => void;

/** LIBUS_LISTEN_EXCLUSIVE_PORT, which the types lack too. */
const EXCLUSIVE_PORT = 1;

type UserData = Pick<AcceptedUpgrade, 'connection' | 'onOpen'>;

/** The longest idle timeout that the library takes, s. */
const LIBRARY_IDLE_S = 960;

export class WebServer implements SocketServer {
  readonly #library = loadSocketLibrary();
  readonly #app: SocketApp;
  readonly #spare = new SpareResponse(this.#library);

  constructor({ tls, maxBacklogBytes, sockets, http }: SocketServerOptions) {
    const { App, SSLApp } = this.#library;
    this.#app = tls ? SSLApp({ cert_file_name: tls.certFile, key_file_name: tls.keyFile }) : App();
    const events = new SocketEvents(sockets);
    this.#app.ws<UserData>('/*', {
      maxPayloadLength: TRANSPORT_MESSAGE_BYTES,
      maxBackpressure: maxBacklogBytes * 2,
      // The connection's own chart closes an inactive client much earlier: it can give the reason, and tests can
      // simulate its clock. From this value the library also derives how long a closing socket may take to read its
      // last frames: 16 s at this value, 4 s or less for 0.
      idleTimeout: LIBRARY_IDLE_S,
      sendPingsAutomatically: false,
      upgrade: (response, request, context) => {
        // The whole head is read now: the request is not valid after the callback.
        const key = request.getHeader('sec-websocket-key');
        const extensions = request.getHeader('sec-websocket-extensions');
        const headers = readHeaders(request, response);
        const head = { query: request.getQuery() ?? '', headers, remoteAddress: readRemoteAddress(response) };
        let isAborted = false;
        response.onAborted(() => {
          isAborted = true;
        });
        events.upgrade(head, {
          isAborted: () => isAborted,
          refuse: ({ answer }) => writeAnswer(response, answer, http.headersFor({ headers })),
          accept: ({ connection, onOpen, protocol }) => {
            // Upgraded in the spare response's callback, without corking this response. If a socket that is corked
            // during its upgrade keeps its place in memory, the library takes it for a finished HTTP answer and closes
            // it.
            this.#spare.run(() => {
              events.guard(connection, () => {
                response.upgrade<UserData>({ connection, onOpen }, key, protocol, extensions, context);
              });
            });
          },
        });
      },
      open: (socket) => events.opened(socket.getUserData(), toTransport(socket)),
      message: (socket, message, isBinary) => events.message(socket.getUserData().connection, message, isBinary),
      ping: (socket) => events.alive(socket.getUserData().connection),
      pong: (socket) => events.alive(socket.getUserData().connection),
      drain: (socket) => events.drained(socket.getUserData().connection),
      close: (socket) => events.closed(socket.getUserData().connection),
    });
    this.#app.any('/*', (response, request) => exchange(response, request, http));
  }

  async listen(host: string, port: number): Promise<number> {
    await this.#spare.open();
    return new Promise((resolve, reject) => {
      // Exclusive: two servers that share a port would each get half of the clients. (The types lack this form.)
      const listen = this.#app.listen.bind(this.#app) as unknown as ListenExclusively;
      listen(host, port, EXCLUSIVE_PORT, (socket) => {
        if (!socket) {
          reject(new Error(`PORT ${port} on ${host} is taken or not allowed: set another PORT`));
          return;
        }
        resolve(this.#library.us_socket_local_port(socket));
      });
    });
  }

  publish(topic: string, text: string): void {
    this.#app.publish(topic, text, false);
  }

  close(): void {
    this.#spare.close();
    this.#app.close();
  }
}

/** The library's result of `send` for a dropped frame. */
const DROPPED = 2;

/** Only the connection may call it, and never after the close: the library's socket is not valid then. */
function toTransport(socket: WebSocket<UserData>): Transport {
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
