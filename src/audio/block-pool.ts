/**
 * Memory for the audio that all sessions hold, in blocks of one second. A block that is given back is used again: audio
 * lives for seconds, too long for the garbage collector's young generation, and would leave as much garbage as is held.
 */

/** A second of audio, and the longest chunk of the default limits. */
export const BLOCK_BYTES = 32_768;

export interface BlockPoolOptions {
  /** How many unused blocks are kept, default 128 (4 MiB): as many as one moment's finals free in a hundred sessions. */
  readonly maxFree?: number;
}

export const DEFAULT_MAX_FREE = 128;

export class BlockPool {
  readonly #maxFree: number;
  readonly #free: Uint8Array[] = [];
  #heldBytes = 0;

  constructor({ maxFree = DEFAULT_MAX_FREE }: BlockPoolOptions = {}) {
    this.#maxFree = maxFree;
  }

  /** Bytes of the blocks that were taken and not given back. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Bytes of the unused blocks that are kept. */
  get freeBytes(): number {
    return this.#free.length * BLOCK_BYTES;
  }

  /**
   * @param leastBytes for more than {@link BLOCK_BYTES}, a block of just that size is made.
   * @returns a block with any content.
   */
  take(leastBytes: number): Uint8Array {
    const block = (leastBytes <= BLOCK_BYTES && this.#free.pop()) || new Uint8Array(Math.max(leastBytes, BLOCK_BYTES));
    this.#heldBytes += block.byteLength;
    return block;
  }

  /** @param block one that was taken; nothing may read it or write to it from now on. */
  giveBack(block: Uint8Array): void {
    this.#heldBytes -= block.byteLength;
    if (block.byteLength === BLOCK_BYTES && this.#free.length < this.#maxFree) this.#free.push(block);
  }
}
