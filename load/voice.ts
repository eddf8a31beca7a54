/** Gives one speaker's chunks, from the beginning again at the end. Runs in k6. */
import { SETTINGS } from './settings.ts';
import { BLOCK_BYTES, BLOCK_MS, SPEECH } from './speech.ts';

export class Voice {
  /** Number of different blocks. */
  readonly blocks = SPEECH.byteLength / BLOCK_BYTES;
  readonly #chunkBytes = (SETTINGS.chunkMs / BLOCK_MS) * BLOCK_BYTES;
  #at = 0;

  next(): ArrayBuffer {
    // A recording's last blocks may be less than a chunk; of numbered audio there are none.
    if (this.#at + this.#chunkBytes > SPEECH.byteLength) this.#at = 0;
    const chunk = SPEECH.slice(this.#at, this.#at + this.#chunkBytes);
    this.#at += this.#chunkBytes;
    return chunk;
  }
}
