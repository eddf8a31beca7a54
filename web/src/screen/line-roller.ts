/**
 * Rolls text that grows at its end through a window of a few lines: one line at a time, each long enough to be read, never
 * back because a partial became shorter. Pure: the caller measures the lines and gives the time.
 */

/** How long a line that came into the window stays before the next one pushes it up. Divided by the lines that wait. */
const READ_MS = 1_200;
/** Not less than a step's movement takes. */
const LEAST_MS = 300;
/** With more windows of text waiting than this, what nobody could read is passed over. */
const MOST_WINDOWS = 3;

export class LineRoller {
  readonly #lines: number;
  #total = 0;
  #top: number;
  #stepAtMs = 0;

  /** @param lines of the window, 1 or more. */
  constructor(lines: number) {
    this.#lines = lines;
    this.#top = -lines;
  }

  /** The line at the top of the window, from 0. Negative: the window has lines above the text, which stands at its bottom. */
  get top(): number {
    return this.#top;
  }

  /** When `roll` moves next, 0: now; undefined: not before the text grows. */
  get nextMs(): number | undefined {
    if (this.#behind <= 0) return undefined;
    return this.#top < 0 ? 0 : this.#stepAtMs;
  }

  /** @param total lines of the text now. */
  measure(total: number): void {
    this.#total = total;
    // What is above the end stays where it is, unless nothing of the text would be seen.
    if (total <= this.#top) this.#top = total - this.#lines;
  }

  /** The text above the window became shorter by so many lines; negative: longer. */
  shift(lines: number): void {
    this.#top = Math.max(-this.#lines, this.#top - lines);
    this.#total = Math.max(0, this.#total - lines);
  }

  /** The text was laid out anew: its end is shown at once. @param total lines of the text now. */
  settle(total: number): void {
    this.#total = total;
    this.#top = total - this.#lines;
  }

  /** @param nowMs of a clock that never goes back. @returns by how many lines the text moved up. */
  roll(nowMs: number): number {
    const behind = this.#behind;
    if (behind <= 0 || (this.#top >= 0 && nowMs < this.#stepAtMs)) return 0;
    const step = this.#stepOf(behind);
    this.#top += step;
    this.#stepAtMs = nowMs + Math.max(LEAST_MS, READ_MS / Math.max(1, behind - step));
    return step;
  }

  /** Empty lines are filled at once, because nothing that could be read leaves the window. */
  #stepOf(behind: number): number {
    if (behind > this.#lines * (MOST_WINDOWS + 1)) return behind - this.#lines;
    return this.#top < 0 ? Math.min(behind, -this.#top) : 1;
  }

  get #behind(): number {
    return this.#total - this.#lines - this.#top;
  }
}
