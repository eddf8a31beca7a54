/** Runs work with the same key one after the other, in order, and work with different keys at once. Keeps no unused key. */
export class KeyedQueue {
  readonly #queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /** Number of pieces of work for this key that are not done. The caller decides how many are too many. */
  depth(key: string): number {
    return this.#queues.get(key)?.waiting ?? 0;
  }

  /** Runs `work` when all work given before it for this key has settled, with or without success. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    entry.waiting += 1;
    const result = entry.last.then(work);
    entry.last = result.then(
      () => this.#leave(key, entry),
      () => this.#leave(key, entry),
    );
    this.#queues.set(key, entry);
    return result;
  }

  /** Number of keys with work. */
  get size(): number {
    return this.#queues.size;
  }

  #leave(key: string, entry: { waiting: number }): void {
    entry.waiting -= 1;
    if (entry.waiting === 0) this.#queues.delete(key);
  }
}
