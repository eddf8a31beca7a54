/** When a view of what changes often is drawn again: while it is seen, and not too often. Pure. */

export class Redraw {
  readonly #everyMs: number;
  #isDue = false;
  #isSeen = false;
  #drawnMs = Number.NEGATIVE_INFINITY;

  /** @param everyMs It is drawn at most once in so many ms. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** What it shows has changed. @returns ms until `isNow` is asked. Undefined: it will be, or is not to be. */
  changed(nowMs: number): number | undefined {
    const isKnown = this.#isDue;
    this.#isDue = true;
    return isKnown ? undefined : this.#waitMs(nowMs);
  }

  /** It is seen, or not any more. @returns as `changed` does. */
  seen(isSeen: boolean, nowMs: number): number | undefined {
    this.#isSeen = isSeen;
    return this.#isDue ? this.#waitMs(nowMs) : undefined;
  }

  /** Whether to draw it, once the wait is over. Timers may end a moment early: they are believed. */
  get isNow(): boolean {
    return this.#isDue && this.#isSeen;
  }

  /** It was drawn. */
  drawn(nowMs: number): void {
    this.#isDue = false;
    this.#drawnMs = nowMs;
  }

  #waitMs(nowMs: number): number | undefined {
    return this.#isSeen ? Math.max(0, this.#drawnMs + this.#everyMs - nowMs) : undefined;
  }
}
