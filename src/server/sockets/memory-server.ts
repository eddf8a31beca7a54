/**
 * The transport in memory, without a port, for tests. `injectWs` opens a socket that is handled like one from the
 * network.
 */
import { InjectedSocket, type InjectedUpgrade } from './injected-socket.ts';
import { SocketEvents } from './socket-events.ts';
import type { SocketServer, SocketServerOptions } from './socket-server.ts';

export class MemoryServer implements SocketServer {
  /** The handlers of HTTP requests. */
  readonly http: SocketServerOptions['http'];
  readonly #events: SocketEvents;
  readonly #maxUnsentBytes: number;
  readonly #sockets = new Set<InjectedSocket>();

  constructor({ sockets, http, maxBacklogBytes }: SocketServerOptions) {
    this.http = http;
    this.#events = new SocketEvents(sockets);
    // As in the network's transport. The session closes a slow listener before this limit.
    this.#maxUnsentBytes = maxBacklogBytes * 2;
  }

  /** Opens a socket. The upgrade is decided in later turns of the event loop, as over the network. */
  injectWs(upgrade: InjectedUpgrade = {}): InjectedSocket {
    const socket = new InjectedSocket(upgrade, {
      events: this.#events,
      maxUnsentBytes: this.#maxUnsentBytes,
      onOpened: () => this.#sockets.add(socket),
      onClosed: () => this.#sockets.delete(socket),
    });
    socket.connect();
    return socket;
  }

  async listen(): Promise<number> {
    return 0;
  }

  publish(topic: string, text: string): void {
    for (const socket of this.#sockets) socket.published(topic, text);
  }

  close(): void {
    for (const socket of [...this.#sockets]) socket.drop();
  }
}
