/**
 * In: passes on frames, of audio without a copy of the transport's memory. Every transport reports its sockets' events here,
 * so that sockets in memory run the same code as sockets of the network.
 */
import type { ClientConnection } from './client-connection.ts';
import type { AcceptedUpgrade, RefusedUpgrade, SocketHandlers, UpgradeRequest } from './socket-server.ts';
import type { Transport } from './transport.ts';

/** A request for an upgrade, as the transport reads it. */
export type UpgradeHead = Pick<UpgradeRequest, 'headers' | 'remoteAddress'> & {
  /** Without the question mark, still percent-encoded. */
  readonly query: string;
};

/** Carries out the verdict on an upgrade; implemented by the transport. */
export interface UpgradeCompletion {
  /** Whether the client has disconnected in the meantime. */
  isAborted(): boolean;
  accept(verdict: AcceptedUpgrade): void;
  refuse(verdict: RefusedUpgrade): void;
}

export class SocketEvents {
  readonly #handlers: SocketHandlers;

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers;
  }

  /** Decides an upgrade and has it carried out, unless the client has disconnected by then. */
  upgrade(head: UpgradeHead, completion: UpgradeCompletion): void {
    void this.#handlers.upgrade(toUpgradeRequest(head)).then((verdict) => {
      if (completion.isAborted()) {
        if (verdict.ok) verdict.onAbandoned();
      } else if (verdict.ok) completion.accept(verdict);
      else completion.refuse(verdict);
    });
  }

  opened({ connection, onOpen }: Pick<AcceptedUpgrade, 'connection' | 'onOpen'>, transport: Transport): void {
    this.guard(connection, () => {
      connection.opened(transport);
      onOpen();
    });
  }

  /** @param message The transport may reuse its memory as soon as this returns. */
  message(connection: ClientConnection, message: ArrayBuffer, isBinary: boolean): void {
    this.guard(connection, () => {
      connection.lifecycle?.heard();
      if (isBinary) this.#handlers.binary(connection, new Uint8Array(message));
      else this.#handlers.text(connection, Buffer.from(message).toString(), message.byteLength);
    });
  }

  /** A ping or a pong has come. */
  alive(connection: ClientConnection): void {
    this.guard(connection, () => this.#handlers.alive(connection));
  }

  drained(connection: ClientConnection): void {
    this.guard(connection, () => this.#handlers.drained(connection));
  }

  closed(connection: ClientConnection): void {
    this.guard(connection, () => {
      connection.closed();
      this.#handlers.closed(connection);
    });
  }

  /** Runs a transport's callback. An error that it throws would otherwise end the process and every session in it. */
  guard(connection: ClientConnection, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#handlers.failed(connection, error);
    }
  }
}

function toUpgradeRequest({ query, headers, remoteAddress }: UpgradeHead): UpgradeRequest {
  const header = (name: string) => headers.get(name) ?? '';
  return {
    query: new URLSearchParams(query),
    authorization: header('authorization'),
    protocols: header('sec-websocket-protocol'),
    remoteAddress,
    userAgent: header('user-agent'),
    origin: header('origin'),
    host: header('host'),
    headers,
  };
}
