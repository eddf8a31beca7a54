/** Limits the log lines of one source for each minute. Lines over the limit are counted and dropped. Pure. */

const WINDOW_MS = 60_000;

export class LineLimit {
  readonly #maxLines: number;
  #windowFrom = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #dropped = 0;

  /** @param maxLines for each minute. */
  constructor(maxLines = 20) {
    this.#maxLines = maxLines;
  }

  /** @param now ms. @returns the lines to write: none over the limit; two when the count of dropped lines is due. */
  pass(line: string, now: number): string[] {
    const lines: string[] = [];
    if (now - this.#windowFrom >= WINDOW_MS) {
      if (this.#dropped > 0) lines.push(`${this.#dropped} lines were not logged: too many in a minute`);
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
