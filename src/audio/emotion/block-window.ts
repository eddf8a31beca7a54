/** Keeps the blocks of the last few seconds. */

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

  /** @returns a copy of the blocks. */
  read(): BlockSeries {
    return {
      levelDb: this.#inOrder(this.#series.levelDb),
      pitchHz: this.#inOrder(this.#series.pitchHz),
    };
  }

  #inOrder(ring: Float32Array): Float32Array {
    const ordered = new Float32Array(this.#size);
    if (this.#size === this.#capacity) {
      ordered.set(ring.subarray(this.#next));
      ordered.set(ring.subarray(0, this.#next), this.#capacity - this.#next);
    } else {
      ordered.set(ring.subarray(0, this.#size));
    }
    return ordered;
  }
}
