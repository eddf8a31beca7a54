/**
 * Simulated time for charts. XState's SimulatedClock moves first and fires after, so a timer that a timer starts counts
 * from the end of the step; this one goes from due time to due time. It also says what still waits, and can fire one timer.
 */

interface Timer {
  readonly dueAt: number;
  readonly delayMs: number;
  readonly run: () => void;
}

export class SteppedClock {
  readonly #timers = new Map<number, Timer>();
  #now = 0;
  #lastId = 0;

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, delayMs: number): number {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { run, delayMs, dueAt: this.#now + delayMs });
    return this.#lastId;
  }

  clearTimeout(id: number): void {
    this.#timers.delete(id);
  }

  /** The delays of the timers that wait, ms, as they were asked for, in order of falling due. */
  get waiting(): number[] {
    return this.#inOrder().map(([, timer]) => timer.delayMs);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#inOrder()[0];
      if (next === undefined || next[1].dueAt > end) break;
      this.#now = next[1].dueAt;
      this.#timers.delete(next[0]);
      next[1].run();
    }
    this.#now = end;
  }

  /**
   * Fires the one timer of this delay now, whatever else would be due before it: every order of timers is possible for
   * some configuration. @throws when there is none, or more than one.
   */
  fire(delayMs: number): void {
    const found = this.#inOrder().filter(([, timer]) => timer.delayMs === delayMs);
    const [entry] = found;
    if (entry === undefined || found.length > 1) {
      throw new Error(`${found.length} timers of ${delayMs} ms wait; waiting: ${this.waiting.join(', ')}`);
    }
    this.#timers.delete(entry[0]);
    entry[1].run();
  }

  #inOrder(): [number, Timer][] {
    return [...this.#timers].sort(([idA, a], [idB, b]) => a.dueAt - b.dueAt || idA - idB);
  }
}
