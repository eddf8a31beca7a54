/**
 * Speech from the moment it is given until the server has answered for it, in order: some in flight on a socket, the rest
 * waiting. Bounded in bytes; over the bound the oldest goes. Sends nothing itself.
 */
import { FRAME_BYTES } from './pcm-slicer.ts';

export class AudioRing {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** Of `#chunks`, from the front: sent and not answered. */
  #inFlight = 0;
  /** In flight but pushed out of the ring: their answers will come, and are not the next chunk's. */
  #forgotten = 0;
  #answered = 0;

  /** @param maxBytes Over it the oldest goes; one chunk is always kept. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Chunks sent and not answered, those pushed out included. */
  get inFlight(): number {
    return this.#inFlight + this.#forgotten;
  }

  get waiting(): number {
    return this.#chunks.length - this.#inFlight;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A mark in the order of sending: everything sent so far is before it. Good until `rewind`. */
  get mark(): number {
    return this.#answered + this.inFlight;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#chunks.length === 0 || this.#bytes + bytes <= this.#maxBytes;
  }

  /** @param pcm Kept, not copied. @returns what had to go for it. */
  push(pcm: Uint8Array): { chunks: number; bytes: number } {
    this.#bytes += pcm.length;
    const last = this.#chunks.at(-1);
    // Small chunks that have to wait are joined: sent one by one later, they would be over the rate of chunks.
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

  /** The next one to send, now in flight; undefined when none waits. */
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

  /** Everything before the mark counts as answered. @returns how many were not before. */
  answerUpTo(mark: number): number {
    let count = 0;
    while (this.#answered < mark && this.answer()) count += 1;
    return count;
  }

  /** The socket is gone: what was in flight waits again. */
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

/** Half samples are not joined: they would shift all that follows. */
function canJoin(last: Uint8Array, next: Uint8Array): boolean {
  return last.length + next.length <= FRAME_BYTES && last.length % 2 === 0 && next.length % 2 === 0;
}
