/** Keeps the blocks of the last seconds. */

import { Scratch } from './scratch.ts';

/** The measurements of a stretch of sound: one value for each block of 10 ms, oldest first. */
export interface BlockSeries {
  /** How many blocks there are. The arrays may be longer; what comes after belongs to nobody. */
  readonly length: number;
  /** dBFS. */
  readonly levelDb: Float32Array;
  /** Cents above 1 Hz; 0 for no pitch. */
  readonly pitchCents: Float32Array;
}

/** Shared by all windows. */
const levels = new Scratch((length) => new Float32Array(length));
const pitches = new Scratch((length) => new Float32Array(length));

export class BlockWindow {
  readonly #capacity: number;
  readonly #levelDb: Float32Array;
  readonly #pitchCents: Int16Array;
  #next = 0;
  #size = 0;

  /** @param capacity number of blocks that are kept. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#levelDb = new Float32Array(capacity);
    this.#pitchCents = new Int16Array(capacity);
  }

  /** Adds a block, and forgets the oldest if the window is full. @param levelDb dBFS. @param pitchCents 0 for none. */
  push(levelDb: number, pitchCents: number): void {
    const at = this.#next;
    this.#levelDb[at] = levelDb;
    this.#pitchCents[at] = pitchCents;
    this.#next = at + 1 === this.#capacity ? 0 : at + 1;
    if (this.#size < this.#capacity) this.#size += 1;
  }

  clear(): void {
    this.#next = 0;
    this.#size = 0;
  }

  /**
   * @param fromAgo how many blocks ago the stretch begins, counted from the newest block; more than are kept: the oldest.
   * @param toAgo the same for its end, 0 for the newest block.
   * @returns the blocks of the stretch, in memory that all windows share: valid until the next read of any window.
   */
  read(fromAgo = this.#size, toAgo = 0): BlockSeries {
    const last = Math.max(0, Math.min(this.#size, toAgo));
    const length = Math.max(0, Math.min(this.#size, fromAgo) - last);
    const start = (this.#next - last - length + 2 * this.#capacity) % this.#capacity;
    const levelDb = levels.ofLength(length);
    const pitchCents = pitches.ofLength(length);
    // The stretch may go over the end of the ring.
    const head = Math.min(length, this.#capacity - start);
    this.#copy(start, head, 0, levelDb, pitchCents);
    this.#copy(0, length - head, head, levelDb, pitchCents);
    return { length, levelDb, pitchCents };
  }

  #copy(from: number, length: number, to: number, levelDb: Float32Array, pitchCents: Float32Array): void {
    for (let i = 0; i < length; i++) {
      levelDb[to + i] = this.#levelDb[from + i] as number;
      pitchCents[to + i] = this.#pitchCents[from + i] as number;
    }
  }
}
