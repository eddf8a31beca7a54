/**
 * Throttles rows that are written too often. A short burst of writes passes; then the row pauses, and only its latest
 * change is held until the pause is over. Has no clock and writes nothing.
 */

export interface WriteThrottleLimits {
  /** A row that changes all the time is written once in this time, ms. */
  readonly everyMs: number;
  /** Writes that pass before a row pauses. Each `everyMs` without a write allows one more. */
  readonly burst: number;
}

interface Pause<Change> {
  readonly untilAt: number;
  change: Change | undefined;
}

export class WriteThrottle<Change> {
  readonly #limits: WriteThrottleLimits;
  /** Row → when its whole burst is allowed again. Only rows written in the last `burst + 1` times `everyMs`. */
  readonly #settledAt = new Map<string, number>();
  /** The pauses by row, in the order in which they end. */
  readonly #pauses = new Map<string, Pause<Change>>();
  #held = 0;

  constructor(limits: WriteThrottleLimits) {
    this.#limits = limits;
  }

  /** Held changes. */
  get held(): number {
    return this.#held;
  }

  /** When the first pause is over; undefined while no change is held. */
  get nextAt(): number | undefined {
    const [oldest] = this.#pauses.values();
    return this.#held === 0 ? undefined : oldest?.untilAt;
  }

  /** @returns whether the row pauses now. */
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
    this.#pauses.set(row, { untilAt: now + everyMs, change: undefined });
    return true;
  }

  /** Holds the change, instead of an earlier one. @returns false when the row does not pause. */
  hold(row: string, change: Change): boolean {
    const pause = this.#pauses.get(row);
    if (pause === undefined) return false;
    if (pause.change === undefined) this.#held += 1;
    pause.change = change;
    return true;
  }

  /** Ends the row's pause and drops its held change. */
  free(row: string): void {
    if (this.#pauses.get(row)?.change !== undefined) this.#held -= 1;
    this.#pauses.delete(row);
  }

  /** Ends the pauses that are over by this time. @returns the held changes of those rows. */
  release(by: number): [row: string, change: Change][] {
    const released: [string, Change][] = [];
    for (const [row, { untilAt, change }] of this.#pauses) {
      if (untilAt > by) break;
      this.free(row);
      if (change !== undefined) released.push([row, change]);
    }
    return released;
  }
}
