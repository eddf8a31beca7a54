/** Keeps the blocks of the last seconds. */

import type { VoiceBlock } from './voice-blocks.ts';

/** One array for each measurement, oldest block first, all of the same length. */
export interface BlockSeries {
  readonly levelDb: Float32Array;
  readonly pitchHz: Float32Array;
}

export class BlockWindow {
  readonly #capacity: number;
  readonly #series: BlockSeries;
  #next = 0;
  #size = 0;

  /** @param capacity number of blocks that are kept. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#series = {
      levelDb: new Float32Array(capacity),
      pitchHz: new Float32Array(capacity),
    };
  }

  push(block: VoiceBlock): void {
    this.#series.levelDb[this.#next] = block.levelDb;
    this.#series.pitchHz[this.#next] = block.pitchHz;
    this.#next = (this.#next + 1) % this.#capacity;
    this.#size = Math.min(this.#size + 1, this.#capacity);
  }

  clear(): void {
    this.#next = 0;
    this.#size = 0;
  }

  /**
   * @param fromAgo how many blocks ago the stretch begins, counted from the newest block; more than are kept: the oldest.
   * @param toAgo the same for its end, 0 for the newest block.
   * @returns a copy of the blocks of the stretch.
   */
  read(fromAgo = this.#size, toAgo = 0): BlockSeries {
    const last = Math.max(0, Math.min(this.#size, toAgo));
    const length = Math.max(0, Math.min(this.#size, fromAgo) - last);
    const start = (this.#next - last - length + 2 * this.#capacity) % this.#capacity;
    return {
      levelDb: this.#copy(this.#series.levelDb, start, length),
      pitchHz: this.#copy(this.#series.pitchHz, start, length),
    };
  }

  #copy(ring: Float32Array, start: number, length: number): Float32Array {
    const ordered = new Float32Array(length);
    const head = ring.subarray(start, Math.min(start + length, this.#capacity));
    ordered.set(head);
    ordered.set(ring.subarray(0, length - head.length), head.length);
    return ordered;
  }
}
