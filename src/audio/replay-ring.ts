/**
 * Holds the audio that no final has covered yet. A stream takes the chunks in order; when it fails, the next stream
 * gets them again. Above its bound the oldest chunk is evicted. It copies what it holds, and uses that memory again: a
 * chunk's bytes must be read, or copied, in the turn in which it is taken.
 */

import type { AudioChunk } from './audio-chunk.ts';
import { BlockPool } from './block-pool.ts';
import { ChunkStore } from './chunk-store.ts';
import { msToSamples, samplesToMs } from './pcm.ts';

export interface ReplayRingOptions {
  /** Maximum of held audio, default 60,000 ms. */
  readonly maxMs?: number;
  /** Called for each chunk, or rest of a chunk, that is evicted. @param wasTaken Whether a stream had taken it. */
  readonly onDrop?: (chunk: AudioChunk, wasTaken: boolean) => void;
  /** Where its memory comes from, default a pool of its own. */
  readonly pool?: BlockPool | undefined;
}

const DEFAULT_MAX_MS = 60_000;

export class ReplayRing {
  readonly #maxSamples: number;
  readonly #onDrop: ReplayRingOptions['onDrop'];
  readonly #chunks: ChunkStore;
  /** How many chunks at the front are taken since the last rewind and still held. */
  #taken = 0;
  #heldSamples = 0;
  #droppedSamples = 0;
  #endSample = 0;

  constructor(options: ReplayRingOptions = {}) {
    this.#maxSamples = msToSamples(options.maxMs ?? DEFAULT_MAX_MS);
    this.#onDrop = options.onDrop;
    this.#chunks = new ChunkStore(options.pool ?? new BlockPool());
  }

  /** Where a new stream has to begin: the first held sample or, if none is held, the end of what was appended. */
  get startSample(): number {
    return this.#chunks.first?.startSample ?? this.#endSample;
  }

  /** The end of all audio that was appended so far. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Audio held, in milliseconds. */
  get durationMs(): number {
    return samplesToMs(this.#heldSamples);
  }

  /** How many held chunks have not been taken. */
  get waiting(): number {
    return this.#chunks.size - this.#taken;
  }

  /** Audio evicted since the beginning, in milliseconds. */
  get droppedMs(): number {
    return samplesToMs(this.#droppedSamples);
  }

  /**
   * Adds a copy of the next chunk: its bytes belong to the caller again.
   * @throws RangeError when it begins before the end of the last one: a sample would be held twice.
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
      const oldest = this.#removeFirst();
      this.#droppedSamples += lengthOf(oldest);
      this.#onDrop?.(oldest, wasTaken);
    }
  }

  /**
   * Removes everything before a sample of the session clock, and cuts the chunk that contains it: audio after the end
   * of a final must still be transcribed; audio before it would be transcribed twice.
   * @param sample rounded to a whole one; beyond the end, everything is removed.
   */
  coverTo(sample: number): void {
    const cut = Math.round(sample);
    for (let first = this.#chunks.first; first !== undefined; first = this.#chunks.first) {
      if (first.startSample >= cut) return;
      if (first.endSample > cut) {
        this.#heldSamples -= cut - first.startSample;
        this.#chunks.cutFirst(cut);
        return;
      }
      this.#removeFirst();
    }
  }

  /** Takes the oldest chunk that has not been taken. The ring keeps it until it is covered. */
  next(): AudioChunk | undefined {
    const chunk = this.#chunks.at(this.#taken);
    if (chunk !== undefined) this.#taken += 1;
    return chunk;
  }

  /** All held chunks can be taken again. */
  rewind(): void {
    this.#taken = 0;
  }

  /** @returns the held chunks, oldest first: a copy of the list. The ring keeps them; see above for how long they have their bytes. */
  replay(): Iterable<AudioChunk> {
    return this.#chunks.toArray();
  }

  /** @returns the held chunks that share a sample with a range of the session clock. */
  overlapping(startSample: number, endSample: number): AudioChunk[] {
    const found: AudioChunk[] = [];
    for (let i = 0; i < this.#chunks.size; i += 1) {
      const chunk = this.#chunks.at(i) as AudioChunk;
      if (chunk.startSample >= endSample) break;
      if (chunk.endSample > startSample) found.push(chunk);
    }
    return found;
  }

  /** Removes everything. @returns the lost milliseconds, which are not counted in `droppedMs`. */
  clear(): number {
    const lostMs = this.durationMs;
    this.#chunks.clear();
    this.#taken = 0;
    this.#heldSamples = 0;
    return lostMs;
  }

  /** Only called while samples are held, so there is a first chunk. */
  #removeFirst(): AudioChunk {
    const chunk = this.#chunks.shift() as AudioChunk;
    if (this.#taken > 0) this.#taken -= 1;
    this.#heldSamples -= lengthOf(chunk);
    return chunk;
  }
}

function lengthOf(chunk: AudioChunk): number {
  return chunk.endSample - chunk.startSample;
}
