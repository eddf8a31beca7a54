/**
 * The session clock: counts the samples accepted for forwarding. Dropped audio and keep-alive silence are not on it.
 */

import { AudioChunk } from './audio-chunk.ts';
import { samplesToMs } from './pcm.ts';

export class SessionClock {
  #sample = 0;
  #seq = 0;

  /** The first sample of the next chunk. */
  get nowSample(): number {
    return this.#sample;
  }

  /** The same in milliseconds: exact, a multiple of 1/16. */
  get nowMs(): number {
    return samplesToMs(this.#sample);
  }

  /** How many chunks it has counted. */
  get chunkCount(): number {
    return this.#seq;
  }

  /**
   * Gives accepted PCM its number and position, and advances the clock by its length.
   * @param pcm a whole number of samples; kept, not copied.
   * @param receivedAt time of its receipt, in the caller's milliseconds.
   */
  stamp(pcm: Uint8Array, receivedAt: number, trace?: unknown): AudioChunk {
    const chunk = AudioChunk.of({ seq: this.#seq, startSample: this.#sample, pcm, receivedAt, trace });
    this.#seq += 1;
    this.#sample = chunk.endSample;
    return chunk;
  }
}
