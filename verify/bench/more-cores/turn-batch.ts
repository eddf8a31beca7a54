/** Gathers what is to be said to another thread during one turn of the event loop, because each message wakes it up. */

export class TurnBatch<T> {
  readonly #empty: () => T;
  readonly #send: (batch: T) => void;
  #batch: T | undefined;

  /** @param send called at the end of a turn in which the batch was asked for. */
  constructor(empty: () => T, send: (batch: T) => void) {
    this.#empty = empty;
    this.#send = send;
  }

  /** What this turn sends, to be added to at once. */
  get open(): T {
    if (this.#batch === undefined) {
      this.#batch = this.#empty();
      setImmediate(() => this.#flush());
    }
    return this.#batch;
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = undefined;
    if (batch !== undefined) this.#send(batch);
  }
}
