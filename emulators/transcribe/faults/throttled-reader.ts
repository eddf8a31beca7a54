/** Passes a request's bytes on at a limited rate, or not at all. Keeps one piece; the rest fills HTTP/2's window. */
import { Transform, type TransformCallback } from 'node:stream';

export class ThrottledReader extends Transform {
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #pass: (() => void) | undefined;

  /** @param bytesPerSecond from the next piece on; 0: nothing passes, Infinity: no limit. A piece that 0 held is passed on. */
  setPace(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
    if (bytesPerSecond > 0 && this.#timer === undefined) this.#pass?.();
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#pass = () => {
      this.#pass = undefined;
      this.#timer = undefined;
      done(null, piece);
    };
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) this.#pass();
    else if (this.#bytesPerSecond > 0) {
      this.#timer = setTimeout(this.#pass, (piece.length / this.#bytesPerSecond) * 1_000);
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#pass = undefined;
    done(error);
  }
}
