/**
 * Holds audio, in order, until the server has answered it: first the chunks in flight on a socket, then the waiting
 * ones. Bounded in bytes; above the bound the oldest chunk is dropped. Sends nothing itself.
 */
import { FRAME_BYTES } from './pcm-slicer.ts';

export class AudioRing {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** How many chunks at the front of `#chunks` are sent and not answered. */
  #inFlight = 0;
  /** Chunks in flight that were dropped from the ring: their answers will come first and belong to no held chunk. */
  #forgotten = 0;
  #answered = 0;

  /** @param maxBytes Above it the oldest is dropped; one chunk is always kept. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Chunks sent and not answered, including dropped ones. */
  get inFlight(): number {
    return this.#inFlight + this.#forgotten;
  }

  get waiting(): number {
    return this.#chunks.length - this.#inFlight;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A position in the order of sending, after everything sent so far. Valid until `rewind`. */
  get mark(): number {
    return this.#answered + this.inFlight;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#chunks.length === 0 || this.#bytes + bytes <= this.#maxBytes;
  }

  /** @param pcm Kept, not copied. @returns what was dropped for it. */
  push(pcm: Uint8Array): { chunks: number; bytes: number } {
    this.#bytes += pcm.length;
    const last = this.#chunks.at(-1);
    // Small waiting chunks are joined: sent one by one later, they would exceed the rate of chunks.
    if (last !== undefined && this.waiting > 0 && canJoin(last, pcm)) {
      const joined = new Uint8Array(last.length + pcm.length);
      joined.set(last);
      joined.set(pcm, last.length);
      this.#chunks[this.#chunks.length - 1] = joined;
    } else {
      this.#chunks.push(pcm);
    }
    const lost = { chunks: 0, bytes: 0 };
    while (this.#bytes > this.#maxBytes && this.#chunks.length > 1) {
      lost.chunks += 1;
      lost.bytes += this.#dropOldest();
      if (this.#inFlight === 0) continue;
      this.#inFlight -= 1;
      this.#forgotten += 1;
    }
    return lost;
  }

  /** @returns the next chunk to send, which is in flight from now on; undefined when none waits. */
  next(): Uint8Array | undefined {
    const chunk = this.#chunks[this.#inFlight];
    if (chunk !== undefined) this.#inFlight += 1;
    return chunk;
  }

  /** The oldest in flight was answered. @returns false when nothing was in flight. */
  answer(): boolean {
    if (this.inFlight === 0) return false;
    this.#answered += 1;
    if (this.#forgotten > 0) {
      this.#forgotten -= 1;
      return true;
    }
    this.#inFlight -= 1;
    this.#dropOldest();
    return true;
  }

  /** Everything before the mark counts as answered. @returns how many chunks were not answered before. */
  answerUpTo(mark: number): number {
    let count = 0;
    while (this.#answered < mark && this.answer()) count += 1;
    return count;
  }

  /** The socket is lost: chunks in flight wait again. */
  rewind(): void {
    this.#inFlight = 0;
    this.#forgotten = 0;
  }

  #dropOldest(): number {
    const bytes = this.#chunks.shift()?.length ?? 0;
    this.#bytes -= bytes;
    return bytes;
  }
}

/** Chunks with half a sample are not joined: the half would shift all following samples. */
function canJoin(last: Uint8Array, next: Uint8Array): boolean {
  return last.length + next.length <= FRAME_BYTES && last.length % 2 === 0 && next.length % 2 === 0;
}
