/** A server on loopback that hands out bare sockets, and ends them with itself. */
import net from 'node:net';
import tls from 'node:tls';

export interface BareServerOptions {
  /** Undefined: without TLS; otherwise HTTP/2 is agreed on. */
  readonly certificate?: { readonly key: string; readonly cert: string } | undefined;
  /** A connection's errors are its end, and nothing more. */
  readonly onSocket: (socket: net.Socket) => void;
}

export class BareServer {
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;

  constructor({ certificate, onSocket }: BareServerOptions) {
    const accept = (socket: net.Socket) => {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      onSocket(socket);
    };
    this.#server = certificate
      ? tls.createServer({ ...certificate, ALPNProtocols: ['h2'] }, accept)
      : net.createServer(accept);
  }

  /** @returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as net.AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
