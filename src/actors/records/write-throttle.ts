/**
 * Rows that have been written too often lately, and what each has changed to meanwhile: the latest change wins. A few
 * changes in a row pass at once; who changes all the time is written once in a while. Knows no clock and writes nothing.
 */

export interface RestLimits {
  /** A row that changes all the time is written once in so long, ms. */
  readonly everyMs: number;
  /** So many writes pass before it rests; one more for each `everyMs` without. */
  readonly burst: number;
}

interface Rest<Change> {
  readonly untilAt: number;
  change: Change | undefined;
}

export class WriteThrottle<Change> {
  readonly #limits: RestLimits;
  /** Row → when its writes so far are made up for; only of rows written in the last `burst + 1` times `everyMs`. */
  readonly #settledAt = new Map<string, number>();
  /** In the order in which they end. */
  readonly #rests = new Map<string, Rest<Change>>();
  #held = 0;

  constructor(limits: RestLimits) {
    this.#limits = limits;
  }

  /** Changes that wait. */
  get held(): number {
    return this.#held;
  }

  /** When the first rest is over; undefined while no change waits for one. */
  get nextAt(): number | undefined {
    const [oldest] = this.#rests.values();
    return this.#held === 0 ? undefined : oldest?.untilAt;
  }

  /** @returns whether the row rests now. */
  noteWritten(row: string, now: number): boolean {
    const { burst, everyMs } = this.#limits;
    const settledAt = Math.max(now, this.#settledAt.get(row) ?? now) + everyMs;
    this.#settledAt.delete(row);
    for (const [oldest, at] of this.#settledAt) {
      if (at > now) break;
      this.#settledAt.delete(oldest);
    }
    this.#settledAt.set(row, settledAt);
    if (settledAt - now <= burst * everyMs) return false;
    this.#rests.set(row, { untilAt: now + everyMs, change: undefined });
    return true;
  }

  /** Keeps the change instead of the one kept before. @returns false when the row does not rest. */
  hold(row: string, change: Change): boolean {
    const rest = this.#rests.get(row);
    if (rest === undefined) return false;
    if (rest.change === undefined) this.#held += 1;
    rest.change = change;
    return true;
  }

  /** The row rests no more; what it had changed to is forgotten. */
  free(row: string): void {
    if (this.#rests.get(row)?.change !== undefined) this.#held -= 1;
    this.#rests.delete(row);
  }

  /** Ends the rests that are over by then. @returns what those rows have changed to. */
  release(by: number): [row: string, change: Change][] {
    const released: [string, Change][] = [];
    for (const [row, { untilAt, change }] of this.#rests) {
      if (untilAt > by) break;
      this.free(row);
      if (change !== undefined) released.push([row, change]);
    }
    return released;
  }
}
