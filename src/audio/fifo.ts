/** A first-in first-out queue with constant-time push and shift. It is unbounded; its owner must bound it. */

/** The array is compacted only when at least this many places are free at its front. */
const COMPACT_AT = 64;

export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** @param index 0 is the first. @returns undefined beyond the last. */
  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined; // so that it can be garbage collected before the next compaction
    this.#head += 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Replaces the first item; does nothing when the queue is empty. */
  replaceFirst(item: T): void {
    if (this.size > 0) this.#items[this.#head] = item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }

  /** @returns a copy of the items, first to last. */
  toArray(): T[] {
    return this.#items.slice(this.#head) as T[];
  }
}
