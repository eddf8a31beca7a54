/** Sums the speech that was lost, so that one message says it all. Pure. */

export interface Loss {
  /** All of it so far, ms. */
  readonly totalMs: number;
  /** When the first of it was lost, on the clock of the calls. */
  readonly sinceMs: number;
}

/** Between two tellings, ms: a loss grows by 100 ms ten times a second, and a screen reader reads each telling. */
const TELL_EVERY_MS = 3_000;
/** What is not worth a message yet, ms. */
const LEAST_MS = 200;

export class LostSpeech {
  #totalMs = 0;
  #toldMs = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #sinceMs = 0;

  add(lostMs: number, nowMs: number): void {
    if (this.#totalMs === 0) this.#sinceMs = nowMs;
    this.#totalMs += lostMs;
  }

  /**
   * Ask once a second.
   * @param isLast It will not be asked again.
   * @returns what to tell now; undefined when it has been told, or soon enough will be.
   */
  toTell(nowMs: number, isLast = false): Loss | undefined {
    const isNews = this.#totalMs >= LEAST_MS && this.#totalMs > this.#toldMs;
    const isSoon = !isLast && nowMs - this.#toldAtMs < TELL_EVERY_MS;
    if (!isNews || isSoon) return undefined;
    this.#toldMs = this.#totalMs;
    this.#toldAtMs = nowMs;
    return { totalMs: this.#totalMs, sinceMs: this.#sinceMs };
  }
}
