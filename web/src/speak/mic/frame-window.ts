/** The last values of a measure, one for each frame of 100 ms. */

export class FrameWindow {
  readonly #values: number[] = [];
  readonly #size: number;

  /** @param size in frames. */
  constructor(size: number) {
    this.#size = size;
  }

  get isFull(): boolean {
    return this.#values.length === this.#size;
  }

  push(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  /** @param last only the last so many frames. @returns how many of them are at least `limit`. */
  count(limit: number, last = this.#size): number {
    return this.#values.slice(-last).filter((value) => value >= limit).length;
  }

  /** The smallest value. Infinity if there is none. */
  get least(): number {
    return Math.min(...this.#values);
  }

  clear(): void {
    this.#values.length = 0;
  }
}
