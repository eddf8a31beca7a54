/** Shows items in a list and keeps the elements of those that stay where they are, so that what is focused stays so. */
import { arrange } from '../dom.ts';

export class KeyedList<T extends { readonly view: HTMLElement }> {
  readonly #list: HTMLElement;
  #items = new Map<string, T>();

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** @param make Called for items that are new. */
  show(keys: readonly string[], make: (key: string) => T): void {
    const items = new Map(keys.map((key) => [key, this.#items.get(key) ?? make(key)]));
    for (const [key, { view }] of this.#items) if (!items.has(key)) view.remove();
    this.#items = items;
    const views = [...items.values()].map(({ view }) => view);
    arrange(this.#list, views);
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }
}
