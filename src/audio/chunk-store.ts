/**
 * Copies chunks into blocks of the pool, one behind the other, and gives each block back when its last chunk has been
 * removed. First in, first out; an empty store holds no memory.
 */

import type { AudioChunk } from './audio-chunk.ts';
import type { BlockPool } from './block-pool.ts';
import { Fifo } from './fifo.ts';

interface Block {
  readonly memory: Uint8Array;
  /** Where the next chunk begins. */
  end: number;
  /** Chunks in it that have not been removed. */
  chunks: number;
}

export class ChunkStore {
  readonly #pool: BlockPool;
  readonly #chunks = new Fifo<AudioChunk>();
  /** Oldest first; each has a chunk. The last one is being filled. */
  readonly #blocks = new Fifo<Block>();

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#chunks.size;
  }

  get first(): AudioChunk | undefined {
    return this.#chunks.first;
  }

  at(index: number): AudioChunk | undefined {
    return this.#chunks.at(index);
  }

  /** @returns a copy of the list, first to last. */
  toArray(): AudioChunk[] {
    return this.#chunks.toArray();
  }

  /** Copies the chunk: its bytes belong to the caller again. */
  push(chunk: AudioChunk): void {
    const block = this.#blockFor(chunk.byteLength);
    this.#chunks.push(chunk.copyTo(block.memory, block.end));
    block.end += chunk.byteLength;
    block.chunks += 1;
  }

  /** Removes the first chunk. Its bytes stay as they are until the next push. */
  shift(): AudioChunk | undefined {
    const chunk = this.#chunks.shift();
    const block = this.#blocks.first;
    if (chunk === undefined || block === undefined) return undefined;
    block.chunks -= 1;
    if (block.chunks === 0) {
      this.#blocks.shift();
      this.#pool.giveBack(block.memory);
    }
    return chunk;
  }

  /** Removes the first chunk's bytes before a sample inside it. */
  cutFirst(startSample: number): void {
    const { first } = this.#chunks;
    if (first !== undefined) this.#chunks.replaceFirst(first.from(startSample));
  }

  clear(): void {
    this.#chunks.clear();
    for (const { memory } of this.#blocks.toArray()) this.#pool.giveBack(memory);
    this.#blocks.clear();
  }

  #blockFor(bytes: number): Block {
    const last = this.#blocks.at(this.#blocks.size - 1);
    if (last !== undefined && last.end + bytes <= last.memory.byteLength) return last;
    const block = { memory: this.#pool.take(bytes), end: 0, chunks: 0 };
    this.#blocks.push(block);
    return block;
  }
}
