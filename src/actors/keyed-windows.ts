/**
 * One sliding window for each key (an address, a user), for at most `maxKeys` of them. It reads no clock and sets no
 * timer: keys of which nothing counts any more are forgotten as others come.
 */
import { SlidingWindow, type SlidingWindowOptions, type Taken } from './sliding-window.ts';

export interface KeyedWindowsOptions extends SlidingWindowOptions {
  /** Keys remembered at a time; a whole number of at least 1. */
  readonly maxKeys: number;
  /** A take was judged by the common window, because every known key still counts. For a counter. */
  readonly onOverflow?: () => void;
}

/** A known key, linked to those that took before and after it. */
interface Entry {
  readonly key: string;
  readonly window: SlidingWindow;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/** Each call brings one key at most, so forgetting two keeps up, and no call walks over many. */
const FORGOTTEN_PER_CALL = 2;

/**
 * The bound: a key that comes when `maxKeys` keys count shares one common window, of the same limit, with all others that
 * come then. So a flood of addresses is held to one address's rate, at the price of those who come during it, and those
 * who were there before notice nothing.
 */
export class KeyedWindows {
  readonly #options: KeyedWindowsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #common: SlidingWindow;
  /** The ends of the line, in order of the last take: the oldest is the first of which nothing counts any more. */
  #oldest: Entry | undefined;
  #newest: Entry | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when an option is not a number it can work with. */
  constructor(options: KeyedWindowsOptions) {
    const { maxKeys } = options;
    if (!Number.isInteger(maxKeys) || maxKeys < 1) {
      throw new RangeError(`maxKeys must be a whole number over 0, not ${maxKeys}`);
    }
    this.#options = options;
    this.#common = new SlidingWindow(options);
  }

  /** Keys remembered now, 0 to maxKeys. */
  get size(): number {
    return this.#entries.size;
  }

  /** Takes one for this key if it fits. What is refused does not count. */
  tryTake(key: string, nowMs: number): Taken {
    this.#moveTo(nowMs);
    const entry = this.#entries.get(key) ?? this.#admit(key);
    if (entry === undefined) {
      this.#options.onOverflow?.();
      return this.#common.tryTake(this.#latestMs);
    }
    const answer = entry.window.tryTake(this.#latestMs);
    if (answer.ok) {
      this.#unlink(entry);
      this.#append(entry);
    }
    return answer;
  }

  /** What `tryTake` would answer now; takes nothing and remembers nothing. */
  peek(key: string, nowMs: number): Taken {
    this.#moveTo(nowMs);
    const entry = this.#entries.get(key);
    if (entry !== undefined) return entry.window.peek(this.#latestMs);
    return this.#isFull ? this.#common.peek(this.#latestMs) : { ok: true };
  }

  get #isFull(): boolean {
    return this.#entries.size >= this.#options.maxKeys;
  }

  /** One time for all keys: it never goes back, so the line stays in order. */
  #moveTo(nowMs: number): void {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    for (let n = 0; n < FORGOTTEN_PER_CALL && this.#oldest?.window.isIdle(this.#latestMs); n += 1) {
      this.#entries.delete(this.#oldest.key);
      this.#unlink(this.#oldest);
    }
  }

  #admit(key: string): Entry | undefined {
    if (this.#isFull) return undefined;
    const entry: Entry = { key, window: new SlidingWindow(this.#options), older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#append(entry);
    return entry;
  }

  #append(entry: Entry): void {
    entry.older = this.#newest;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    const { older, newer } = entry;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    entry.older = undefined;
    entry.newer = undefined;
  }
}
