/** A connection whose first write leaves in two TCP segments, as a long request head does on a real network. */
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectSecure } from 'node:tls';
import { isSecure, placeOf } from './http-connection.ts';

/** Between both segments: long enough that neither this system nor a proxy's first read joins them. */
const PAUSE_MS = 50;

export class CutStream extends Duplex {
  readonly #socket: Socket;
  #isCut = false;
  #pause: NodeJS.Timeout | undefined;

  /** @param url The public address to connect to. */
  static connect(url: string): CutStream {
    const place = placeOf(url);
    if (!isSecure(url)) return new CutStream(connect(place));
    return new CutStream(connectSecure({ ...place, ALPNProtocols: ['http/1.1'] }));
  }

  constructor(socket: Socket) {
    super();
    this.#socket = socket.setNoDelay(true);
    socket.on('data', (part) => {
      if (!this.push(part)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(part: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const half = this.#isCut ? 0 : Math.floor(part.length / 2);
    this.#isCut = true;
    if (half === 0) {
      this.#socket.write(part, done);
      return;
    }
    // The pause begins when the first half has left: before that, the connection may still be opening.
    this.#socket.write(part.subarray(0, half), (error) => {
      if (error) done(error);
      else this.#pause = setTimeout(() => this.#socket.write(part.subarray(half), done), PAUSE_MS);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#pause);
    this.#socket.destroy();
    done(error);
  }
}
