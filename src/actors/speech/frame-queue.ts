/** In: a stream's frames wait here until the upstream client pulls them. Short and bounded; never throws; iterated once. */
import type { AudioChunk } from '../../audio/audio-chunk.ts';

/** 1.6 s of audio with chunks of 100 ms. Audio that does not fit stays in the gate, from where it can be replayed. */
export const MAX_FRAMES = 16;

export interface FrameQueueDeps {
  /** A full queue has room again. */
  readonly onRoom: () => void;
  /** The client asks for audio, whether or not there is any. */
  readonly onPull?: () => void;
  /** The client has taken a frame, which completes these chunks. */
  readonly onTaken?: (chunks: readonly AudioChunk[]) => void;
}

interface Waiting {
  readonly frame: Uint8Array;
  readonly chunks: readonly AudioChunk[];
}

/** For silence, and for a frame that completes no chunk. */
const NO_CHUNKS: readonly AudioChunk[] = [];

export class FrameQueue implements AsyncIterable<Uint8Array> {
  readonly #frames: Waiting[] = [];
  readonly #deps: FrameQueueDeps;
  #pulling: ((result: IteratorResult<Uint8Array>) => void) | undefined;
  #ended = false;

  constructor(deps: FrameQueueDeps) {
    this.#deps = deps;
  }

  get isFull(): boolean {
    return this.#frames.length >= MAX_FRAMES;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  /** @param chunks The chunks whose last bytes are in this frame. */
  push(frame: Uint8Array, chunks = NO_CHUNKS): void {
    if (this.#ended) return;
    if (this.#pulling) {
      this.#deliver({ done: false, value: frame });
      this.#taken(chunks);
    } else {
      this.#frames.push({ frame, chunks });
    }
  }

  /** The iteration ends after the frames that are waiting. Idempotent. */
  end(): void {
    this.#ended = true;
    if (this.#pulling) this.#deliver({ done: true, value: undefined });
  }

  /** Ends the iteration now: waiting frames are dropped. Idempotent. */
  discard(): void {
    this.#frames.length = 0;
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next(), return: () => this.#return() };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const { onPull, onRoom } = this.#deps;
    onPull?.();
    const wasFull = this.isFull;
    const waiting = this.#frames.shift();
    if (waiting !== undefined) {
      this.#taken(waiting.chunks);
      if (wasFull) onRoom();
      return Promise.resolve({ done: false, value: waiting.frame });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#pulling = resolve;
    });
  }

  #return(): Promise<IteratorResult<Uint8Array>> {
    this.discard();
    return Promise.resolve({ done: true, value: undefined });
  }

  #taken(chunks: readonly AudioChunk[]): void {
    if (chunks.length > 0) this.#deps.onTaken?.(chunks);
  }

  #deliver(result: IteratorResult<Uint8Array>): void {
    const pulling = this.#pulling;
    this.#pulling = undefined;
    pulling?.(result);
  }
}
