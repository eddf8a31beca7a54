/** Reads the samples of one chunk after the other. Allocates nothing, unless a chunk is longer than all before it. */

import { BYTES_PER_SAMPLE } from './pcm.ts';

/** The most bytes that a chunk has unless it is set otherwise. */
const USUAL_BYTES = 32_768;

export class SampleReader {
  #samples = new Int16Array(USUAL_BYTES / BYTES_PER_SAMPLE);
  #bytes = new Uint8Array(this.#samples.buffer);

  /** The samples of the last chunk, and then what others left. Overwritten by the next chunk. */
  get samples(): Int16Array {
    return this.#samples;
  }

  /**
   * Copies a chunk: a view of it would cost as much, has to be collected, and needs an even address.
   * @param pcm 16-bit little-endian samples; a last odd byte is left out.
   * @returns number of samples.
   * @throws TypeError if the memory of the chunk was transferred.
   */
  read(pcm: Uint8Array): number {
    if (pcm.byteLength > this.#bytes.byteLength) {
      this.#samples = new Int16Array(Math.ceil(pcm.byteLength / BYTES_PER_SAMPLE));
      this.#bytes = new Uint8Array(this.#samples.buffer);
    }
    this.#bytes.set(pcm);
    return Math.floor(pcm.byteLength / BYTES_PER_SAMPLE);
  }
}
