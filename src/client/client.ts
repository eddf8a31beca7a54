/** What speaker and listener have in common: events, the connection's state, refreshing and leaving. */
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

  /** Of the present socket; another one after each reconnect and refresh. */
  get connectionId(): string {
    return this.connection.connectionId;
  }

  get state(): ConnectionChange['state'] {
    return this.connection.state;
  }

  /** @returns what takes the handler away again. */
  on<K extends keyof ClientEvents>(name: K, handler: (event: ClientEvents[K]) => void): () => void {
    return this.#events.on(name, handler);
  }

  /** The next event of a name. @throws RostrumError once the client is closed, for whatever reason: none comes any more. */
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
    next.catch(() => {}); // who has stopped waiting need not care
    return next;
  }

  /** Moves to a new socket at once; done by itself when the server asks for it. @throws RostrumError */
  refresh(): Promise<ServerMessageOf<'connectionRefreshComplete'>> {
    return this.connection.refresh();
  }

  /** Leaves, for good. A speaker's session goes on for the server's grace, and then ends. */
  close(): void {
    this.connection.close();
  }
}
