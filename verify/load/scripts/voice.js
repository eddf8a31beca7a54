/** Numbered audio, chunk after chunk, from the file the runner has made; the same again when it is through. Runs in k6. */
import { SETTINGS } from './settings.ts';
/** One number's length: 20 ms at 16 kHz, 16 bits a sample. */
export const BLOCK_MS = 20;
const BYTES_A_BLOCK = 640;
const audio = open(__ENV.LOAD_AUDIO ?? '', 'b');
export class Voice {
  /** Different ones. */
  blocks = audio.byteLength / BYTES_A_BLOCK;
  #chunkBytes = (SETTINGS.chunkMs / BLOCK_MS) * BYTES_A_BLOCK;
  #at = 0;
  next() {
    const chunk = audio.slice(this.#at, this.#at + this.#chunkBytes);
    this.#at = (this.#at + this.#chunkBytes) % audio.byteLength;
    return chunk;
  }
}
