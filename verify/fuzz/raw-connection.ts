/** A TCP connection to the server that writes any bytes in any pieces, and says how it ended. Knows no protocol. */
import { connect, type Socket } from 'node:net';

export class RawConnection {
  readonly socket: Socket;
  /** Settles when the connection is over, whoever ended it and however. */
  readonly closed: Promise<void>;
  #isClosed = false;
  #onData: (bytes: Buffer) => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    // A reset is one way for the server to end it, no failure of this side.
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        resolve();
      });
    });
    socket.on('data', (bytes) => this.#onData(bytes));
  }

  /** Rejects when the server does not take the connection. */
  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** One reader at a time; what came before there was one is lost. */
  onData(reader: (bytes: Buffer) => void): void {
    this.#onData = reader;
  }

  /** Resolves when the bytes are with the system, or the connection is over. Never rejects. */
  write(bytes: Uint8Array | string): Promise<void> {
    if (this.#isClosed || this.socket.destroyed || this.socket.writableEnded) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.socket.off('close', done);
        resolve();
      };
      this.socket.once('close', done);
      this.socket.write(bytes, done);
    });
  }

  /** Each byte in a packet of its own, as far as the system allows. */
  async writeByteByByte(bytes: Uint8Array): Promise<void> {
    for (let i = 0; i < bytes.length && !this.#isClosed; i++) await this.write(bytes.subarray(i, i + 1));
  }

  /** From now on nothing is read: the server's bytes pile up on its side. */
  stopReading(): void {
    this.socket.pause();
  }

  destroy(): Promise<void> {
    this.socket.destroy();
    return this.closed;
  }
}
