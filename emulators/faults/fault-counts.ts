/** How often each kind of fault was injected. */

export class FaultCounts {
  readonly #counts = new Map<string, number>();

  /** @param kind from a closed list, because each kind is kept. */
  count(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  read(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
