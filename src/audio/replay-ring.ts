/** Holds the audio no final has covered yet, to be sent again when a stream dies. Over its bound the oldest chunk goes. */

import { type AudioChunk, cutChunk } from './audio-chunk.ts';
import { Fifo } from './fifo.ts';
import { msToSamples, samplesToMs } from './pcm.ts';

export interface ReplayRingOptions {
  /** Audio held at most, default 60,000 ms. */
  readonly maxMs?: number;
  /** Told of each chunk (or what was left of it) that went for room. */
  readonly onDrop?: (chunk: AudioChunk) => void;
}

const DEFAULT_MAX_MS = 60_000;

export class ReplayRing {
  readonly #maxSamples: number;
  readonly #onDrop: ((chunk: AudioChunk) => void) | undefined;
  readonly #chunks = new Fifo<AudioChunk>();
  #heldSamples = 0;
  #droppedSamples = 0;
  #endSample = 0;

  constructor(options: ReplayRingOptions = {}) {
    this.#maxSamples = msToSamples(options.maxMs ?? DEFAULT_MAX_MS);
    this.#onDrop = options.onDrop;
  }

  /** Where a new stream has to begin: the first sample held, or with nothing held the end of what was appended. */
  get startSample(): number {
    return this.#chunks.first?.startSample ?? this.#endSample;
  }

  /** The end of what was appended so far. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Audio held, in milliseconds. */
  get durationMs(): number {
    return samplesToMs(this.#heldSamples);
  }

  /** Audio that went for room since the beginning, in milliseconds. */
  get droppedMs(): number {
    return samplesToMs(this.#droppedSamples);
  }

  /**
   * Takes the next chunk.
   * @throws RangeError when it begins before the last one ended: a sample would be held twice.
   */
  append(chunk: AudioChunk): void {
    if (chunk.startSample < this.#endSample) {
      throw new RangeError(`chunk ${chunk.seq} begins at sample ${chunk.startSample}, before ${this.#endSample}`);
    }
    this.#chunks.push(chunk);
    this.#endSample = chunk.endSample;
    this.#heldSamples += lengthOf(chunk);
    while (this.#heldSamples > this.#maxSamples) {
      const oldest = this.#takeFirst();
      this.#droppedSamples += lengthOf(oldest);
      this.#onDrop?.(oldest);
    }
  }

  /**
   * Lets go of everything before a sample of the session clock, cutting the chunk it falls into: whatever follows the
   * end of a final is still owed, whatever precedes it would be said twice.
   * @param sample rounded to a whole one; beyond the end, everything held goes.
   */
  coverTo(sample: number): void {
    const cut = Math.round(sample);
    for (let first = this.#chunks.first; first !== undefined; first = this.#chunks.first) {
      if (first.startSample >= cut) return;
      if (first.endSample > cut) {
        this.#heldSamples -= cut - first.startSample;
        this.#chunks.replaceFirst(cutChunk(first, cut));
        return;
      }
      this.#takeFirst();
    }
  }

  /** The chunks held, oldest first, as they are at the call; the ring keeps them. */
  replay(): Iterable<AudioChunk> {
    return this.#chunks.toArray();
  }

  /** The chunks held that share a sample with a range of the session clock. */
  overlapping(startSample: number, endSample: number): AudioChunk[] {
    return this.#chunks.toArray().filter((chunk) => chunk.endSample > startSample && chunk.startSample < endSample);
  }

  /** Gives everything up; the milliseconds lost. Not counted in `droppedMs`. */
  clear(): number {
    const lostMs = this.durationMs;
    this.#chunks.clear();
    this.#heldSamples = 0;
    return lostMs;
  }

  /** Only called with samples held, so there is one. */
  #takeFirst(): AudioChunk {
    const chunk = this.#chunks.shift() as AudioChunk;
    this.#heldSamples -= lengthOf(chunk);
    return chunk;
  }
}

function lengthOf(chunk: AudioChunk): number {
  return chunk.endSample - chunk.startSample;
}
