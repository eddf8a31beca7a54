/** Audio of a stream whose queue is in another thread: asks for each frame, and holds none. Iterated once, a frame at a time. */

type Pulled = IteratorResult<Uint8Array, undefined>;

export interface RemoteAudioDeps {
  /** One frame, or the end, is to come. */
  readonly onAsk: () => void;
  /** No more is wanted. */
  readonly onStop: () => void;
}

export class RemoteAudio implements AsyncIterable<Uint8Array> {
  readonly #deps: RemoteAudioDeps;
  #pulling: ((pulled: Pulled) => void) | undefined;
  #isEnded = false;

  constructor(deps: RemoteAudioDeps) {
    this.#deps = deps;
  }

  /** The frame that was asked for. */
  give(pcm: Uint8Array): void {
    this.#answer({ done: false, value: pcm });
  }

  /** There is no more. Idempotent. */
  end(): void {
    this.#isEnded = true;
    this.#answer({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return { next: () => this.#next(), return: () => this.#return() };
  }

  #next(): Promise<Pulled> {
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#pulling = resolve;
      this.#deps.onAsk();
    });
  }

  #return(): Promise<Pulled> {
    if (!this.#isEnded) this.#deps.onStop();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #answer(pulled: Pulled): void {
    const pulling = this.#pulling;
    this.#pulling = undefined;
    pulling?.(pulled);
  }
}
