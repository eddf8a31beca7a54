/** A first-in first-out line with constant-time ends. Has no bound of its own: whoever owns one bounds it. */

/** Below this many vacated places moving the rest down is not worth it. */
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
    this.#items[this.#head] = undefined; // let go of it before the next compaction
    this.#head += 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Puts another item in the first one's place; nothing happens when the line is empty. */
  replaceFirst(item: T): void {
    if (this.size > 0) this.#items[this.#head] = item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }

  /** The items as they are now, first to last: a copy, safe to walk while the line changes. */
  toArray(): T[] {
    return this.#items.slice(this.#head) as T[];
  }
}
