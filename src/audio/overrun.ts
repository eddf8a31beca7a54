/**
 * Counts audio that was evicted from the full ring before a final covered it. It is lost, unless the stream that it was
 * sent to still brings its final. Holds no samples.
 */
import type { AudioChunk } from './audio-chunk.ts';

export class Overrun {
  /** Range that was sent to the present stream, is no longer held and is not covered yet; session samples. */
  #fromSample = 0;
  #toSample = 0;

  /**
   * A chunk was evicted.
   * @param wasSent Whether it was sent to the present stream.
   * @returns the samples that are lost now. A chunk that was never sent is lost, and so is the evicted audio before it:
   * a stream that is so far behind brings no finals any more.
   */
  drop({ startSample, endSample }: AudioChunk, wasSent: boolean): number {
    if (!wasSent) return this.settle() + endSample - startSample;
    if (this.#fromSample === this.#toSample) this.#fromSample = startSample;
    this.#toSample = endSample;
    return 0;
  }

  /** A final covers the session's audio up to here (samples). */
  coverTo(sample: number): void {
    this.#fromSample = Math.min(this.#toSample, Math.max(this.#fromSample, Math.round(sample)));
  }

  /** The stream has ended. @returns the samples that are lost with it. */
  settle(): number {
    const lost = this.#toSample - this.#fromSample;
    this.#fromSample = this.#toSample;
    return lost;
  }
}
