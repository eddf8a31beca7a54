/**
 * Memory for a measurement's intermediate values. It is kept, shared by all sessions and used again, because measuring a
 * session would otherwise leave several arrays behind a few times a second.
 */
export class Scratch<TArray extends Float32Array | Uint8Array> {
  readonly #make: (length: number) => TArray;
  #array: TArray;

  /** @param make makes an array of a length. */
  constructor(make: (length: number) => TArray) {
    this.#make = make;
    this.#array = make(0);
  }

  /** @returns an array of at least this length, with whatever the last user left in it. Valid until the next call. */
  ofLength(length: number): TArray {
    if (this.#array.length < length) this.#array = this.#make(length);
    return this.#array;
  }
}
