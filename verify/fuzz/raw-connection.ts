/** A TCP connection to the server that writes any bytes in any pieces and reports its end. Implements no protocol. */
import { connect, type Socket } from 'node:net';

export class RawConnection {
  readonly socket: Socket;
  /** Resolves when the connection has ended for any reason. */
  readonly closed: Promise<void>;
  #isClosed = false;
  #onData: (bytes: Buffer) => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    // The server may end the connection by a reset. That is not an error here.
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

  /** Sets the reader. There is one at a time, and data that comes without a reader is lost. */
  onData(reader: (bytes: Buffer) => void): void {
    this.#onData = reader;
  }

  /** Resolves when the operating system has the bytes, or the connection has ended. Never rejects. */
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

  /** Writes each byte in its own packet, as far as the operating system allows. */
  async writeByteByByte(bytes: Uint8Array): Promise<void> {
    for (let i = 0; i < bytes.length && !this.#isClosed; i++) await this.write(bytes.subarray(i, i + 1));
  }

  /** Stops reading, so that the server's bytes queue up on its side. */
  stopReading(): void {
    this.socket.pause();
  }

  destroy(): Promise<void> {
    this.socket.destroy();
    return this.closed;
  }
}
