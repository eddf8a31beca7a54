/**
 * What went for room before a final covered it: lost, unless the stream that was sent it still brings its final. Counts
 * samples and holds none.
 */
import type { AudioChunk } from './audio-chunk.ts';

export class Overrun {
  /** Sent to the present stream, no longer held, not covered yet: samples of the session clock. */
  #fromSample = 0;
  #toSample = 0;

  /**
   * A chunk went for room.
   * @param wasSent The present stream has it.
   * @returns the samples that are lost by it. One that was never sent is, and so is what the stream has let pile up
   * before it: a stream that far behind brings nothing any more.
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

  /** The stream is gone. @returns the samples lost with it. */
  settle(): number {
    const lost = this.#toSample - this.#fromSample;
    this.#fromSample = this.#toSample;
    return lost;
  }
}
