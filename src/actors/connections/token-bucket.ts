/**
 * A token bucket: `rate` tokens per second are added, at most `burst` are held, each message takes one. It starts full. It
 * reads no clock and sets no timer.
 */
import type { MonotonicMs } from '../../protocol/times.ts';
import type { Taken } from './sliding-window.ts';

export interface TokenBucketOptions {
  /** Tokens a second; a whole number of at least 1. */
  readonly rate: number;
  /** Tokens held at most; a whole number of at least 1. */
  readonly burst: number;
}

const OK: Taken = { ok: true };
/** One token in units of credit. Each millisecond adds `rate` units, so that no rounding is needed. */
const TOKEN = 1_000;

export class TokenBucket {
  readonly #rate: number;
  readonly #full: number;
  #credit: number;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when the rate or the burst is not in its range. */
  constructor({ rate, burst }: TokenBucketOptions) {
    for (const [name, value] of Object.entries({ rate, burst })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`${name} must be a whole number over 0, not ${value}`);
      }
    }
    this.#rate = rate;
    this.#full = burst * TOKEN;
    this.#credit = this.#full;
  }

  /** Takes a token if there is one. A refused message takes none. A time before the latest one counts as the latest one. */
  tryTake(nowMs: MonotonicMs): Taken {
    if (nowMs > this.#latestMs) {
      this.#credit = Math.min(this.#full, this.#credit + (nowMs - this.#latestMs) * this.#rate);
      this.#latestMs = nowMs;
    }
    if (this.#credit < TOKEN) {
      return { ok: false, retryAfterMs: Math.ceil((TOKEN - this.#credit) / this.#rate) };
    }
    this.#credit -= TOKEN;
    return OK;
  }
}
