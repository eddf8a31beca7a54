/** A map of sets, in the order of insertion. A key is removed with its last value. */
export class MultiMap<K, V> {
  readonly #sets = new Map<K, Set<V>>();

  of(key: K): V[] {
    return [...(this.#sets.get(key) ?? [])];
  }

  add(key: K, value: V): void {
    this.#sets.set(key, (this.#sets.get(key) ?? new Set<V>()).add(value));
  }

  remove(key: K, value: V): void {
    const values = this.#sets.get(key);
    values?.delete(value);
    if (values?.size === 0) this.#sets.delete(key);
  }
}
