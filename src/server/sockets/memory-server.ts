/** The transport in memory, without a port: what enters by `injectWs` takes the same way as what comes over the network. */
import { InjectedSocket, type InjectedUpgrade } from './injected-socket.ts';
import { SocketEvents } from './socket-events.ts';
import type { SocketServer, SocketServerOptions } from './socket-server.ts';

export class MemoryServer implements SocketServer {
  /** What HTTP requests are answered with. */
  readonly http: SocketServerOptions['http'];
  readonly #events: SocketEvents;
  readonly #maxUnsentBytes: number;
  readonly #sockets = new Set<InjectedSocket>();

  constructor({ sockets, http, maxBacklogBytes }: SocketServerOptions) {
    this.http = http;
    this.#events = new SocketEvents(sockets);
    // As the transport of the network: the session closes a slow listener before.
    this.#maxUnsentBytes = maxBacklogBytes * 2;
  }

  /** A client asks for an upgrade. It is decided in later turns of the event loop, as over the network. */
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
