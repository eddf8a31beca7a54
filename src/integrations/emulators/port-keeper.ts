/**
 * Keeps ports occupied while their process is restarted: connections are reset at once, and no other program gets the
 * port. (A client that keeps trying a free port may even connect to itself, and thereby occupy the port.)
 */
import { createServer, type Server } from 'node:net';
import { LOOPBACK } from '../../protocol/loopback.ts';

export class PortKeeper {
  #kept: Server[] = [];
  #keeping: Promise<unknown> = Promise.resolve();

  /** Never rejects: a port that is in use is not kept. */
  async keep(ports: readonly number[]): Promise<void> {
    const before = this.#keeping;
    this.#keeping = Promise.all([before, ...ports.filter((port) => port > 0).map((port) => this.#keep(port))]);
    await this.#keeping;
  }

  /** Resolves when all the ports are free again. */
  async release(): Promise<void> {
    await this.#keeping;
    const kept = this.#kept;
    this.#kept = [];
    await Promise.all(kept.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  }

  #keep(port: number): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.resetAndDestroy();
    });
    return new Promise((resolve) => {
      server.once('error', () => resolve());
      server.listen(port, LOOPBACK, () => {
        this.#kept.push(server);
        resolve();
      });
    });
  }
}
