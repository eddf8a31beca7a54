/** The common part of speaker and listener: events, the connection's state, refresh and close. */
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import type { ClientEvents, ConnectionChange } from './client-events.ts';
import type { Connection } from './connection.ts';
import type { Emitter } from './emitter.ts';

export abstract class Client {
  readonly #events: Emitter<ClientEvents>;
  protected readonly connection: Connection;

  protected constructor(events: Emitter<ClientEvents>, connection: Connection) {
    this.#events = events;
    this.connection = connection;
  }

  get sessionId(): string {
    return this.connection.sessionId;
  }

  /** The present socket's id; it changes with each reconnect and refresh. */
  get connectionId(): string {
    return this.connection.connectionId;
  }

  get state(): ConnectionChange['state'] {
    return this.connection.state;
  }

  /** @returns a function that removes the handler. */
  on<K extends keyof ClientEvents>(name: K, handler: (event: ClientEvents[K]) => void): () => void {
    return this.#events.on(name, handler);
  }

  /** Resolves with the next event of this name. @throws RostrumError once the client is closed, for any reason. */
  next<K extends keyof ClientEvents>(name: K): Promise<ClientEvents[K]> {
    const next = new Promise<ClientEvents[K]>((resolve, reject) => {
      const end = (run: () => void) => {
        offEvent();
        offClosed();
        run();
      };
      const offEvent = this.#events.on(name, (event) => end(() => resolve(event)));
      const offClosed = this.#events.on('connection', ({ state }) => {
        if (state === 'closed') end(() => reject(this.connection.ending));
      });
      if (this.connection.ending) end(() => reject(this.connection.ending));
    });
    next.catch(() => {}); // no unhandled rejection if the caller has stopped waiting
    return next;
  }

  /** Moves to a new socket now. The client does so by itself when the server asks for it. @throws RostrumError */
  refresh(): Promise<ServerMessageOf<'connectionRefreshComplete'>> {
    return this.connection.refresh();
  }

  /**
   * For whoever has a reason to doubt the connection: the network came back, the page is seen again. The server must give a sign
   * within 4 s, or the connection counts as lost; a client that waits for its next attempt to reconnect makes it now, unless the
   * server has asked it to wait.
   */
  check(): void {
    this.connection.check();
  }

  /** Closes the client; it cannot be opened again. A speaker's session ends after the server's grace period. */
  close(): void {
    this.connection.close();
  }
}
