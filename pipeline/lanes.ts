/** Runs work of one key in the order it was given, work of different keys side by side. Holds a key only while it has work. */
export class Lanes {
  readonly #lanes = new Map<string, { last: Promise<unknown>; waiting: number }>();

  /** Pieces of work given for this key and not yet done. The caller decides what is too many. */
  depth(key: string): number {
    return this.#lanes.get(key)?.waiting ?? 0;
  }

  /** Runs `work` once everything given before it for this key has settled, however it settled. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    lane.waiting += 1;
    const result = lane.last.then(work);
    lane.last = result.then(
      () => this.#leave(key, lane),
      () => this.#leave(key, lane),
    );
    this.#lanes.set(key, lane);
    return result;
  }

  /** Keys with work now. */
  get size(): number {
    return this.#lanes.size;
  }

  #leave(key: string, lane: { waiting: number }): void {
    lane.waiting -= 1;
    if (lane.waiting === 0) this.#lanes.delete(key);
  }
}
