/** The captions of one listener as its screen shows them, and the count of words that were shown and taken back. Pure. */
import { toBare, wordsIn } from './word-alignment.ts';

export interface CaptionLine {
  readonly resultId: string;
  readonly segment: number;
  readonly text: string;
  /** False: the line stands now. The words that it no longer has belong to the next line. */
  readonly isPartial: boolean;
}

interface OpenResult {
  readonly lines: Set<number>;
  /** All words shown after those of the lines that stand. */
  tail: readonly string[];
  /** The tail was left over by a line that stands, and no line has shown it again. */
  isOwed: boolean;
}

/** Results that may be open at a time. The oldest is settled first. */
const MAX_OPEN = 32;

export class CaptionBoard {
  /** Words that were shown and did not stay. */
  takenBack = 0;
  readonly #open = new Map<string, OpenResult>();

  /** Lines of one result come in order; a line that stands already is ignored, as players do. */
  show({ resultId, segment, text, isPartial }: CaptionLine): void {
    const result = this.#open.get(resultId) ?? this.#begin(resultId);
    if (result.lines.has(segment)) return;
    const words = wordsIn(text).map(toBare);
    const shown = result.tail;
    const kept = commonPrefix(shown, words);
    if (isPartial) {
      this.takenBack += shown.length - kept;
      result.tail = words;
      result.isOwed = false;
      return;
    }
    result.lines.add(segment);
    // What the line does not have any more is shown again by the next line, or it is taken back.
    const isShortened = kept === words.length;
    this.takenBack += isShortened ? 0 : shown.length - kept;
    result.tail = isShortened ? shown.slice(kept) : [];
    result.isOwed = true;
  }

  /** No more lines come. @returns the words taken back in all. */
  finish(): number {
    for (const resultId of [...this.#open.keys()]) this.#settle(resultId);
    return this.takenBack;
  }

  #begin(resultId: string): OpenResult {
    const result: OpenResult = { lines: new Set(), tail: [], isOwed: false };
    this.#open.set(resultId, result);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#settle(oldest);
    return result;
  }

  #settle(resultId: string): void {
    const result = this.#open.get(resultId);
    if (result?.isOwed) this.takenBack += result.tail.length;
    this.#open.delete(resultId);
  }
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((word, i) => word !== b[i]);
  return differs < 0 ? a.length : differs;
}
