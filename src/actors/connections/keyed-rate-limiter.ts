/** One sliding window for each key (an address, a user), for at most `maxKeys` of them. KeyedEntries bounds the keys. */

import type { MonotonicMs } from '../../protocol/times.ts';
import { KeyedEntries } from './keyed-entries.ts';
import { SlidingWindow, type SlidingWindowOptions, type Taken } from './sliding-window.ts';

export interface KeyedRateLimiterOptions extends SlidingWindowOptions {
  /** Keys remembered at a time; a whole number of at least 1. */
  readonly maxKeys: number;
  /** The common window was used, because no known key is idle. For a counter. */
  readonly onOverflow?: () => void;
}

export class KeyedRateLimiter {
  readonly #windows: KeyedEntries<SlidingWindow>;

  /** @throws RangeError when an option is not in its range. */
  constructor(options: KeyedRateLimiterOptions) {
    const { maxKeys, onOverflow } = options;
    this.#windows = new KeyedEntries({ maxKeys, onOverflow, make: () => new SlidingWindow(options) });
  }

  /** Keys remembered now, 0 to maxKeys. */
  get size(): number {
    return this.#windows.size;
  }

  /** Takes one for this key if it fits. A refused take does not count. */
  tryTake(key: string, nowMs: MonotonicMs): Taken {
    const latestMs = this.#windows.moveTo(nowMs);
    const answer = this.#windows.of(key).tryTake(latestMs);
    if (answer.ok) this.#windows.used(key);
    return answer;
  }

  /** What `tryTake` would answer now; takes nothing and remembers nothing. */
  peek(key: string, nowMs: MonotonicMs): Taken {
    const latestMs = this.#windows.moveTo(nowMs);
    return this.#windows.peek(key)?.peek(latestMs) ?? { ok: true };
  }
}
