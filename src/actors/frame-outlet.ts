/** What the upstream client pulls its audio from: a short bounded queue that ends, never throws, and is iterated once. */

/** About a second and a half of audio: what is not pulled stays where it can still be replayed. */
const MAX_FRAMES = 16;

export class FrameOutlet implements AsyncIterable<Uint8Array> {
  readonly #frames: Uint8Array[] = [];
  readonly #onRoom: () => void;
  #pulling: ((result: IteratorResult<Uint8Array>) => void) | undefined;
  #ended = false;

  /** @param onRoom Called when a full outlet has room again. */
  constructor(onRoom: () => void) {
    this.#onRoom = onRoom;
  }

  get isFull(): boolean {
    return this.#frames.length >= MAX_FRAMES;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  push(frame: Uint8Array): void {
    if (this.#ended) return;
    if (this.#pulling) this.#deliver({ done: false, value: frame });
    else this.#frames.push(frame);
  }

  /** After what is waiting, the iteration ends. Idempotent. */
  end(): void {
    this.#ended = true;
    if (this.#pulling) this.#deliver({ done: true, value: undefined });
  }

  /** Ends it now: what was waiting is not given any more. Idempotent. */
  discard(): void {
    this.#frames.length = 0;
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next(), return: () => this.#return() };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const wasFull = this.isFull;
    const value = this.#frames.shift();
    if (value !== undefined) {
      if (wasFull) this.#onRoom();
      return Promise.resolve({ done: false, value });
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

  #deliver(result: IteratorResult<Uint8Array>): void {
    const pulling = this.#pulling;
    this.#pulling = undefined;
    pulling?.(result);
  }
}
