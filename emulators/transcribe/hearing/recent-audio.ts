/** The newest audio of one stream, by its place on the stream's clock. Holds no more than its capacity. */

export class RecentAudio {
  readonly #samples: Float32Array;
  /** The place of the first sample held. */
  #from: number;
  #length = 0;

  /** @param capacity samples; the most there ever is from what is kept to the end */
  constructor(from: number, capacity: number) {
    this.#from = from;
    this.#samples = new Float32Array(capacity);
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#from + this.#length;
  }

  /** @throws RangeError when it would be over its capacity: what is no longer needed was not let go */
  add(samples: Float32Array): void {
    this.#samples.set(samples, this.#length);
    this.#length += samples.length;
  }

  /** A copy, from one place up to another. */
  copy(from: number, to: number): Float32Array {
    return this.#samples.slice(Math.max(0, from - this.#from), Math.max(0, to - this.#from));
  }

  /** Lets go of everything before a place. */
  keepFrom(place: number): void {
    const gone = Math.min(Math.max(0, place - this.#from), this.#length);
    this.#samples.copyWithin(0, gone, this.#length);
    this.#from += gone;
    this.#length -= gone;
  }
}
