/** Bounds what one source may write to the log: so many lines a minute, the others counted. Pure. */

const WINDOW_MS = 60_000;

export class LineLimit {
  readonly #maxLines: number;
  #windowFrom = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #dropped = 0;

  /** @param maxLines A minute. */
  constructor(maxLines = 20) {
    this.#maxLines = maxLines;
  }

  /** @param now ms. @returns the lines to write for this one: none over the bound, two when a count of dropped ones is due. */
  pass(line: string, now: number): string[] {
    const lines: string[] = [];
    if (now - this.#windowFrom >= WINDOW_MS) {
      if (this.#dropped > 0) lines.push(`${this.#dropped} lines were not passed on: too many in a minute`);
      this.#windowFrom = now;
      this.#passed = 0;
      this.#dropped = 0;
    }
    if (this.#passed >= this.#maxLines) {
      this.#dropped++;
      return lines;
    }
    this.#passed++;
    return [...lines, line];
  }
}
