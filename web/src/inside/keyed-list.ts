/** Shows items in a list and keeps the elements of those that stay where they are, so that what is focused stays so. */

export class KeyedList<K> {
  readonly #list: HTMLElement;
  #elements = new Map<K, HTMLElement>();

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** @param make Called for items that are new. */
  show(keys: readonly K[], make: (key: K) => HTMLElement): void {
    const elements = new Map(keys.map((key) => [key, this.#elements.get(key) ?? make(key)]));
    for (const [key, element] of this.#elements) if (!elements.has(key)) element.remove();
    this.#elements = elements;
    let at = 0;
    for (const element of elements.values()) {
      const there = this.#list.children[at];
      if (there !== element) this.#list.insertBefore(element, there ?? null);
      at += 1;
    }
  }

  get(key: K): HTMLElement | undefined {
    return this.#elements.get(key);
  }
}
