/** Gives chunks of numbered audio from the runner's file, which repeats at its end. Runs in k6. */
import { SETTINGS } from './settings.ts';

/** Length of a block: 20 ms at 16 kHz, 16 bits per sample. */
export const BLOCK_MS = 20;
const BYTES_A_BLOCK = 640;

const audio = open(__ENV.LOAD_AUDIO ?? '', 'b');

export class Voice {
  /** Number of different blocks. */
  readonly blocks = audio.byteLength / BYTES_A_BLOCK;
  readonly #chunkBytes = (SETTINGS.chunkMs / BLOCK_MS) * BYTES_A_BLOCK;
  #at = 0;

  next(): ArrayBuffer {
    const chunk = audio.slice(this.#at, this.#at + this.#chunkBytes);
    this.#at = (this.#at + this.#chunkBytes) % audio.byteLength;
    return chunk;
  }
}
