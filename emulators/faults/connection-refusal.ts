/** Turns new TCP connections away: reset as soon as they are accepted. Counts them; knows no protocol. */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

export class ConnectionRefusal {
  #left = 0;
  #refused = 0;

  /** The next so many connections; `true`: every one; 0: none. */
  refuse(connections: number | true): void {
    this.#left = connections === true ? Number.POSITIVE_INFINITY : connections;
  }

  get refused(): number {
    return this.#refused;
  }

  /** Before the server's own listener, which finds a connection that is gone. */
  guard(server: EventEmitter): void {
    server.prependListener('connection', (socket: Socket) => {
      if (this.#left === 0) return;
      this.#left -= 1;
      this.#refused += 1;
      socket.on('error', () => {});
      socket.resetAndDestroy();
    });
  }
}
