/** Ids of sessions that are over, so that a late client hears "ended" and not "unknown". Bounded: the oldest is forgotten. */
export class EndedSessions {
  readonly #ids = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  has(sessionId: string): boolean {
    return this.#ids.has(sessionId);
  }

  add(sessionId: string): void {
    this.#ids.add(sessionId);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#max) return;
      this.#ids.delete(oldest);
    }
  }
}
