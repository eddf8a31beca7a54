/** What a person chose, kept in the browser. Where it keeps nothing (private windows, full, forbidden), until the page closes. */

/** What is used of `Storage`. */
export interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = 'rostrum.';

export class Remembered {
  readonly #storage: Kept | undefined;
  readonly #inPage = new Map<string, string>();

  /** @param storage Called once. Access alone throws where a browser forbids it. */
  constructor(storage: () => Kept) {
    try {
      this.#storage = storage();
    } catch {
      this.#storage = undefined;
    }
  }

  get(key: string): string | undefined {
    const inPage = this.#inPage.get(key);
    if (inPage !== undefined) return inPage;
    try {
      return this.#storage?.getItem(PREFIX + key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: string): void {
    this.#inPage.set(key, value);
    try {
      this.#storage?.setItem(PREFIX + key, value);
    } catch {
      // It stays in the page.
    }
  }

  remove(key: string): void {
    this.#inPage.delete(key);
    try {
      this.#storage?.removeItem(PREFIX + key);
    } catch {
      // It was in the page only.
    }
  }
}
