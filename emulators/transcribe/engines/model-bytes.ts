/** Reads a model's file in small pieces, to identify the model without loading it. For every format. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

const WINDOW_BYTES = 1 << 16;

/** The file ends earlier than its own length fields say. */
export class CutShort extends Error {}

/** Little-endian. Every read advances `at`, and throws CutShort at the file's end. Must be closed. */
export class ModelBytes {
  readonly size: number;
  /** Position of the next read, in bytes. */
  at = 0;
  readonly #fd: number;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #from = 0;
  #filled = 0;

  /** Throws as `openSync` does, and with the code EISDIR or ENOTFILE if it is not a file: reading a pipe would block. */
  constructor(path: string) {
    const stats = statSync(path);
    if (!stats.isFile()) {
      throw Object.assign(new Error('not a file'), { code: stats.isDirectory() ? 'EISDIR' : 'ENOTFILE' });
    }
    this.size = stats.size;
    this.#fd = openSync(path, 'r');
  }

  close(): void {
    closeSync(this.#fd);
  }

  get ended(): boolean {
    return this.at >= this.size;
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0;
  }

  int32(): number {
    return this.bytes(4).readInt32LE();
  }

  /** @param count up to 65,536. @returns bytes that stay valid until the next read. */
  bytes(count: number): Buffer {
    this.#mustHave(count);
    const inside = this.at >= this.#from && this.at + count <= this.#from + this.#filled;
    if (!inside) {
      this.#from = this.at;
      this.#filled = readSync(this.#fd, this.#window, 0, WINDOW_BYTES, this.at);
      if (this.#filled < count) throw new CutShort();
    }
    const start = this.at - this.#from;
    this.at += count;
    return this.#window.subarray(start, start + count);
  }

  /** Skips bytes without reading them. */
  skip(count: number): void {
    this.#mustHave(count);
    this.at += count;
  }

  #mustHave(count: number): void {
    if (count < 0 || this.at + count > this.size) throw new CutShort();
  }
}
