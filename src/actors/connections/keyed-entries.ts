/**
 * One entry for each key (an address, a user), for at most `maxKeys` of them. It reads no clock and sets no timer: entries
 * that are idle are forgotten as others come.
 */

/** What can be kept for a key. */
export interface Idling {
  /** It remembers nothing that counts: one made anew would answer the same. */
  isIdle(nowMs: number): boolean;
}

export interface KeyedEntriesOptions<T extends Idling> {
  /** Keys remembered at a time; a whole number of at least 1. */
  readonly maxKeys: number;
  readonly make: () => T;
  /** A key was given the common entry, because every known key still counts. For a counter. */
  readonly onOverflow?: (() => void) | undefined;
}

/** A known key, linked to those that were used before and after it. */
interface Link<T> {
  readonly key: string;
  readonly entry: T;
  older: Link<T> | undefined;
  newer: Link<T> | undefined;
}

/** Each call brings one key at most, so forgetting two keeps up, and no call walks over many. */
const FORGOTTEN_PER_CALL = 2;

/**
 * The bound: a key that comes when `maxKeys` keys count shares one common entry with all others that come then. So a flood
 * of addresses is held to one address's rate, at the price of those who come during it, and those who were there before
 * notice nothing.
 */
export class KeyedEntries<T extends Idling> {
  readonly #options: KeyedEntriesOptions<T>;
  readonly #byKey = new Map<string, Link<T>>();
  readonly #common: T;
  /** The ends of the line, in order of the last use: the oldest is the first that is idle. */
  #oldest: Link<T> | undefined;
  #newest: Link<T> | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when maxKeys is not a number it can work with. */
  constructor(options: KeyedEntriesOptions<T>) {
    const { maxKeys, make } = options;
    if (!Number.isInteger(maxKeys) || maxKeys < 1) {
      throw new RangeError(`maxKeys must be a whole number over 0, not ${maxKeys}`);
    }
    this.#options = options;
    this.#common = make();
  }

  /** Keys remembered now, 0 to maxKeys. */
  get size(): number {
    return this.#byKey.size;
  }

  /** One time for all keys: it never goes back, so the line stays in order. @returns that time. */
  moveTo(nowMs: number): number {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    for (let n = 0; n < FORGOTTEN_PER_CALL && this.#oldest?.entry.isIdle(this.#latestMs); n += 1) {
      this.#byKey.delete(this.#oldest.key);
      this.#unlink(this.#oldest);
    }
    return this.#latestMs;
  }

  /** The key's entry, or the common one where there is no room for it; made now where it has none. */
  of(key: string): T {
    const link = this.#byKey.get(key) ?? this.#admit(key);
    if (link !== undefined) return link.entry;
    this.#options.onOverflow?.();
    return this.#common;
  }

  /** What `of` would give; undefined where it would have to be made. Remembers nothing. */
  peek(key: string): T | undefined {
    return this.#byKey.get(key)?.entry ?? (this.#isFull ? this.#common : undefined);
  }

  /** Something counts from now on: of all keys, this one will be idle last. */
  used(key: string): void {
    const link = this.#byKey.get(key);
    if (link === undefined) return;
    this.#unlink(link);
    this.#append(link);
  }

  get #isFull(): boolean {
    return this.#byKey.size >= this.#options.maxKeys;
  }

  #admit(key: string): Link<T> | undefined {
    if (this.#isFull) return undefined;
    const link: Link<T> = { key, entry: this.#options.make(), older: undefined, newer: undefined };
    this.#byKey.set(key, link);
    this.#append(link);
    return link;
  }

  #append(link: Link<T>): void {
    link.older = this.#newest;
    if (this.#newest) this.#newest.newer = link;
    else this.#oldest = link;
    this.#newest = link;
  }

  #unlink(link: Link<T>): void {
    const { older, newer } = link;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    link.older = undefined;
    link.newer = undefined;
  }
}
