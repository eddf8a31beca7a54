/** Resets new TCP connections as soon as they are accepted, and counts them. The same for every protocol. */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

export class ConnectionRefusal {
  #left = 0;
  #refused = 0;

  /** @param connections how many of the next connections are reset. `true`: all; 0: none. */
  refuse(connections: number | true): void {
    this.#left = connections === true ? Number.POSITIVE_INFINITY : connections;
  }

  get refused(): number {
    return this.#refused;
  }

  /** Listens before the server's own listener, which then finds the connection closed. */
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
