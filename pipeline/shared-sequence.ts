/** A list with one writer and many readers, each at its own place: an iterator gives all items from the first, and waits for more. */
export class SharedSequence<T> {
  readonly #items: T[] = [];
  #isEnded = false;
  #waiting: (() => void)[] = [];

  add(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** No item follows. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (let at = 0; ; at += 1) {
      while (at >= this.#items.length) {
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      yield this.#items[at] as T;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
