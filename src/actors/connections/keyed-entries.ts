/**
 * One entry for each key (an address, a user), for at most `maxKeys` of them. It reads no clock and sets no timer: idle
 * entries are forgotten when other keys are used.
 */

/** The entry of a key. */
export interface Idling {
  /** It holds nothing that still counts: a new entry would answer the same. */
  isIdle(nowMs: number): boolean;
}

export interface KeyedEntriesOptions<T extends Idling> {
  /** Keys remembered at a time; a whole number of at least 1. */
  readonly maxKeys: number;
  readonly make: () => T;
  /** A key was given the common entry, because no known key is idle. For a counter. */
  readonly onOverflow?: (() => void) | undefined;
}

/** A known key, linked to those that were used before and after it. */
interface Link<T> {
  readonly key: string;
  readonly entry: T;
  older: Link<T> | undefined;
  newer: Link<T> | undefined;
}

/** Each call adds one key at most. Forgetting two per call is enough, and no call takes long. */
const FORGOTTEN_PER_CALL = 2;

/**
 * The bound: while `maxKeys` keys are in use, every further key shares one common entry. A flood of new addresses therefore
 * has the rate of one address. New clients share it during the flood; known ones are not affected.
 */
export class KeyedEntries<T extends Idling> {
  readonly #options: KeyedEntriesOptions<T>;
  readonly #byKey = new Map<string, Link<T>>();
  readonly #common: T;
  /** Both ends of the list, in order of the last use: the oldest entry is the first to be idle. */
  #oldest: Link<T> | undefined;
  #newest: Link<T> | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @throws RangeError when maxKeys is not a whole number of at least 1. */
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

  /** Sets the time of all keys. It never goes back, so the list stays in order. @returns that time. */
  moveTo(nowMs: number): number {
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    for (let n = 0; n < FORGOTTEN_PER_CALL && this.#oldest?.entry.isIdle(this.#latestMs); n += 1) {
      this.#byKey.delete(this.#oldest.key);
      this.#unlink(this.#oldest);
    }
    return this.#latestMs;
  }

  /** The key's entry, made now if it has none; the common entry if there is no room. */
  of(key: string): T {
    const link = this.#byKey.get(key) ?? this.#admit(key);
    if (link !== undefined) return link.entry;
    this.#options.onOverflow?.();
    return this.#common;
  }

  /** What `of` would return; undefined if it would have to be made. Adds nothing. */
  peek(key: string): T | undefined {
    return this.#byKey.get(key)?.entry ?? (this.#isFull ? this.#common : undefined);
  }

  /** The key was used now, so it will be idle after all others. */
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
