/** Holds chunks between the audio gate and the transcription stream. Never over its bound: the oldest goes first. */

import type { AudioChunk } from './audio-chunk.ts';
import { Fifo } from './fifo.ts';

export interface ChunkQueueOptions {
  /** Bytes of PCM held at most. A chunk larger than this is itself dropped. */
  readonly maxBytes: number;
  /** Told of each chunk dropped for room, oldest first; not of cleared ones. */
  readonly onDrop?: (chunk: AudioChunk) => void;
}

export class ChunkQueue {
  readonly #options: ChunkQueueOptions;
  readonly #chunks = new Fifo<AudioChunk>();
  #bytes = 0;
  #droppedCount = 0;
  #droppedBytes = 0;

  constructor(options: ChunkQueueOptions) {
    this.#options = options;
  }

  /** Chunks held. */
  get size(): number {
    return this.#chunks.size;
  }

  /** Bytes of PCM held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Chunks dropped for room since the beginning. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Bytes of PCM dropped for room since the beginning. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Takes a chunk; drops the oldest until all fit. */
  push(chunk: AudioChunk): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.pcm.byteLength;
    while (this.#bytes > this.#options.maxBytes) {
      const oldest = this.shift() as AudioChunk; // bytes are held, so a chunk is
      this.#droppedCount += 1;
      this.#droppedBytes += oldest.pcm.byteLength;
      this.#options.onDrop?.(oldest);
    }
  }

  /** Takes the oldest chunk out. */
  shift(): AudioChunk | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) this.#bytes -= chunk.pcm.byteLength;
    return chunk;
  }

  /** The oldest chunk, left where it is. */
  peek(): AudioChunk | undefined {
    return this.#chunks.first;
  }

  /** Empties it; gives the number of chunks that were in it. These are not counted as dropped. */
  clear(): number {
    const count = this.#chunks.size;
    this.#chunks.clear();
    this.#bytes = 0;
    return count;
  }
}
