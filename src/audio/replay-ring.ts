/**
 * Holds the audio no final has covered yet: a stream takes it out in order, and another one can be given it again when
 * that stream dies. Over its bound the oldest chunk goes.
 */

import { type AudioChunk, cutChunk } from './audio-chunk.ts';
import { Fifo } from './fifo.ts';
import { msToSamples, samplesToMs } from './pcm.ts';

export interface ReplayRingOptions {
  /** Audio held at most, default 60,000 ms. */
  readonly maxMs?: number;
  /** Told of each chunk (or what was left of it) that went for room, and whether it had been taken. */
  readonly onDrop?: (chunk: AudioChunk, wasTaken: boolean) => void;
}

const DEFAULT_MAX_MS = 60_000;

export class ReplayRing {
  readonly #maxSamples: number;
  readonly #onDrop: ReplayRingOptions['onDrop'];
  readonly #chunks = new Fifo<AudioChunk>();
  /** Chunks taken since the last rewind and still held: the first ones. */
  #taken = 0;
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

  /** Chunks held that have not been taken. */
  get waiting(): number {
    return this.#chunks.size - this.#taken;
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
      const wasTaken = this.#taken > 0;
      const oldest = this.#letGoOfFirst();
      this.#droppedSamples += lengthOf(oldest);
      this.#onDrop?.(oldest, wasTaken);
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
      this.#letGoOfFirst();
    }
  }

  /** The oldest chunk that has not been taken; the ring keeps it until it is covered. */
  next(): AudioChunk | undefined {
    const chunk = this.#chunks.at(this.#taken);
    if (chunk !== undefined) this.#taken += 1;
    return chunk;
  }

  /** Whatever is held is to be taken again. */
  rewind(): void {
    this.#taken = 0;
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
    this.#taken = 0;
    this.#heldSamples = 0;
    return lostMs;
  }

  /** Only called with samples held, so there is one. */
  #letGoOfFirst(): AudioChunk {
    const chunk = this.#chunks.shift() as AudioChunk;
    if (this.#taken > 0) this.#taken -= 1;
    this.#heldSamples -= lengthOf(chunk);
    return chunk;
  }
}

function lengthOf(chunk: AudioChunk): number {
  return chunk.endSample - chunk.startSample;
}
