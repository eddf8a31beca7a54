/** What was said, line by line: finals stay, a partial stands at the end until something newer takes its place. */

export interface Line {
  /** Rises; names the line. */
  readonly id: number;
  readonly text: string;
  readonly isPartial: boolean;
}

export interface Said {
  readonly text: string;
  readonly isPartial: boolean;
  /** Names the piece of speech, where the server does. */
  readonly resultId?: string | undefined;
  /** On the session's clock, ms. */
  readonly startTimeMs?: number | undefined;
  readonly endTimeMs?: number | undefined;
}

/** Of more, the oldest goes. */
const MAX_LINES = 200;

export class Words {
  #finals: Line[] = [];
  #partial: (Line & { readonly said: Said }) | undefined;
  #count = 0;

  get lines(): readonly Line[] {
    return this.#partial ? [...this.#finals, this.#partial] : this.#finals;
  }

  get finals(): readonly Line[] {
    return this.#finals;
  }

  get partial(): Line | undefined {
    return this.#partial;
  }

  /** Finals shown so far, those included that are gone. */
  get finalCount(): number {
    return this.#count;
  }

  add(said: Said): void {
    const { text, isPartial } = said;
    if (isPartial) {
      this.#partial = { id: -1, text, isPartial, said };
      return;
    }
    if (this.#partial && !isLater(this.#partial.said, said)) this.#partial = undefined;
    if (text.trim() === '') return;
    this.#count += 1;
    this.#finals = [...this.#finals, { id: this.#count, text, isPartial }].slice(-MAX_LINES);
  }
}

/** A sentence is still translated and spoken while the next one is heard: its final does not end that one's partial. */
function isLater(partial: Said, final: Said): boolean {
  if (partial.resultId === undefined || partial.resultId === final.resultId) return false;
  return partial.startTimeMs !== undefined && final.endTimeMs !== undefined && partial.startTimeMs >= final.endTimeMs;
}
