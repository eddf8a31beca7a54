/** All open sockets by connection id. */
import type { ClientConnection } from './client-connection.ts';

export class Connections {
  readonly #byId = new Map<string, ClientConnection>();

  get count(): number {
    return this.#byId.size;
  }

  add(connection: ClientConnection): void {
    this.#byId.set(connection.connectionId, connection);
  }

  find(connectionId: string): ClientConnection | undefined {
    return this.#byId.get(connectionId);
  }

  remove(connectionId: string): void {
    this.#byId.delete(connectionId);
  }

  all(): ClientConnection[] {
    return [...this.#byId.values()];
  }
}
