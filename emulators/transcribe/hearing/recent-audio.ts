/** The newest audio of one stream, addressed by its position on the stream's clock. Bounded by its capacity. */

export class RecentAudio {
  readonly #samples: Float32Array;
  /** Position of the first sample that is kept. */
  #from: number;
  #length = 0;

  /** @param capacity the most samples that are ever kept */
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

  /** @throws RangeError over its capacity: the caller has not dropped what is no longer needed */
  add(samples: Float32Array): void {
    this.#samples.set(samples, this.#length);
    this.#length += samples.length;
  }

  /** @returns a copy of the audio from one position up to another. */
  copy(from: number, to: number): Float32Array {
    return this.#samples.slice(Math.max(0, from - this.#from), Math.max(0, to - this.#from));
  }

  /** Drops everything before a position. */
  keepFrom(place: number): void {
    const gone = Math.min(Math.max(0, place - this.#from), this.#length);
    this.#samples.copyWithin(0, gone, this.#length);
    this.#from += gone;
    this.#length -= gone;
  }
}
