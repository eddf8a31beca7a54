/**
 * Counts audio that was evicted from the full ring before a final covered it. It is lost, unless the stream that it was
 * sent to still brings its final. Holds no samples.
 */
import type { AudioChunk } from './audio-chunk.ts';

/** A range of session samples. */
interface Range {
  from: number;
  readonly to: number;
}

/** Ranges that wait for a final. There is one, and one more for each gap in what the stream was sent. */
const MAX_RANGES = 16;

export class Overrun {
  /** What was sent to the present stream, is no longer held and is not covered yet; in order, none touching the next. */
  #ranges: Range[] = [];

  /**
   * A chunk was evicted.
   * @param wasSent Whether it was sent to the present stream.
   * @returns the samples that are lost now. A chunk that was never sent is lost. What was sent before it is not yet: a
   * stream that is being finished is sent nothing more, and still brings its last final.
   */
  drop({ startSample, endSample }: AudioChunk, wasSent: boolean): number {
    if (!wasSent) return endSample - startSample;
    const last = this.#ranges.at(-1);
    if (last?.to === startSample) this.#ranges[this.#ranges.length - 1] = { from: last.from, to: endSample };
    else this.#ranges.push({ from: startSample, to: endSample });
    return this.#ranges.length > MAX_RANGES ? lengthOf(this.#ranges.splice(0, 1)) : 0;
  }

  /** A final covers the session's audio up to here (samples). */
  coverTo(sample: number): void {
    const end = Math.round(sample);
    while (this.#ranges[0] !== undefined && this.#ranges[0].to <= end) this.#ranges.shift();
    const first = this.#ranges[0];
    if (first !== undefined) first.from = Math.max(first.from, end);
  }

  /** The stream has ended. @returns the samples that are lost with it. */
  settle(): number {
    return lengthOf(this.#ranges.splice(0));
  }
}

function lengthOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
