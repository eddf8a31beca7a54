/**
 * An exact sliding window: at most `limit` takes in any `windowMs`. It keeps the time of each take and nothing else; it
 * reads no clock and sets no timer.
 */

import type { MonotonicMs } from '../../protocol/times.ts';

export type Taken =
  | { readonly ok: true }
  /** @property retryAfterMs ms until one more fits, if nothing is taken before: 1 to windowMs. */
  | { readonly ok: false; readonly retryAfterMs: number };

export interface SlidingWindowOptions {
  /** Takes in any window; a whole number of at least 1. */
  readonly limit: number;
  /** Length of the window, ms, over 0. A take counts until exactly this long after it. */
  readonly windowMs: number;
}

const OK: Taken = { ok: true };
/** Room for this many takes is reserved at first; it grows when more are in the window. */
const FIRST_ROOM = 4;

export class SlidingWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  /** The times of the takes in order, as a ring. Never longer than the limit, or than twice the most it ever held. */
  #times: number[];
  #head = 0;
  #count = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when the limit or the window is not in its range. */
  constructor({ limit, windowMs }: SlidingWindowOptions) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new RangeError(`limit must be a whole number over 0, not ${limit}`);
    if (!(windowMs > 0)) throw new RangeError(`windowMs must be over 0, not ${windowMs}`);
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#times = new Array<number>(Math.min(limit, FIRST_ROOM)).fill(0);
  }

  /** Takes one if it fits. A refused take does not count. A time before the latest one counts as the latest one. */
  tryTake(nowMs: MonotonicMs): Taken {
    const answer = this.peek(nowMs);
    if (answer.ok) this.#add(this.#latestMs);
    return answer;
  }

  /** What `tryTake` would answer now; takes nothing. */
  peek(nowMs: MonotonicMs): Taken {
    this.#moveTo(nowMs);
    if (this.#count < this.#limit) return OK;
    return { ok: false, retryAfterMs: Math.ceil(this.#oldestMs + this.#windowMs - this.#latestMs) };
  }

  /** No take counts any more: a new window would answer the same. */
  isIdle(nowMs: MonotonicMs): boolean {
    this.#moveTo(nowMs);
    return this.#count === 0;
  }

  get #oldestMs(): number {
    return this.#times[this.#head] as number;
  }

  #moveTo(nowMs: MonotonicMs): void {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    const over = this.#latestMs - this.#windowMs;
    while (this.#count > 0 && this.#oldestMs <= over) {
      this.#head = (this.#head + 1) % this.#times.length;
      this.#count -= 1;
    }
  }

  #add(timeMs: number): void {
    if (this.#count === this.#times.length) this.#makeRoom();
    this.#times[(this.#head + this.#count) % this.#times.length] = timeMs;
    this.#count += 1;
  }

  #makeRoom(): void {
    const { length } = this.#times;
    const room = new Array<number>(Math.min(length, this.#limit - length)).fill(0);
    this.#times = [...this.#times.slice(this.#head), ...this.#times.slice(0, this.#head), ...room];
    this.#head = 0;
  }
}
