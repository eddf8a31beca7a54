/** The words of a session, line by line. Finals stay; a partial is at the end until a newer result replaces it. */

export interface Line {
  /** Id of the line. Ids rise. */
  readonly id: number;
  readonly text: string;
  readonly isPartial: boolean;
}

export interface Said {
  readonly text: string;
  readonly isPartial: boolean;
  /** Id of the piece of speech, if the server gives one. */
  readonly resultId?: string | undefined;
  /** On the session's clock, ms. */
  readonly startTimeMs?: number | undefined;
  readonly endTimeMs?: number | undefined;
}

/** With more lines, the oldest is removed. */
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

  /** Number of finals so far, with those that were removed. */
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

/** The final of a sentence may come while the next sentence is already being recognised. It does not end that partial. */
function isLater(partial: Said, final: Said): boolean {
  if (partial.resultId === undefined || partial.resultId === final.resultId) return false;
  return partial.startTimeMs !== undefined && final.endTimeMs !== undefined && partial.startTimeMs >= final.endTimeMs;
}
