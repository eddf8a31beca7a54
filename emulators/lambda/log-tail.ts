/** Holds the last 4 KiB written to it (the oldest bytes are dropped first), for X-Amz-Log-Result. */
import { LOG_TAIL_BYTES } from './limits.ts';

export class LogTail {
  #bytes: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  append(chunk: string | Uint8Array): void {
    const joined = Buffer.concat([this.#bytes, Buffer.from(chunk)]);
    this.#bytes = joined.subarray(Math.max(0, joined.length - LOG_TAIL_BYTES));
  }

  /** A character that is cut at the start is left out. */
  get text(): string {
    let start = 0;
    while (start < this.#bytes.length && ((this.#bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
    return this.#bytes.toString('utf8', start);
  }
}
