/** A browser's storage for tests: in memory, with a quota, and it may refuse everything. */
import type { TextStorage } from '../../../web/src/keep/kept-store.ts';

export class LimitedStorage implements TextStorage {
  readonly #items = new Map<string, string>();
  /** Characters of all keys and values. */
  quota: number;

  constructor(quota = 5_000_000) {
    this.quota = quota;
  }

  get length(): number {
    return this.#items.size;
  }

  get characters(): number {
    return [...this.#items].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  }

  get keys(): readonly string[] {
    return [...this.#items.keys()];
  }

  key(i: number): string | null {
    return this.keys[i] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    const before = this.#items.get(key);
    const more = value.length - (before?.length ?? -key.length);
    if (more > 0 && this.characters + more > this.quota) throw new DOMException('full', 'QuotaExceededError');
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
