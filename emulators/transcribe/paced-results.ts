/**
 * Makes results from words with exact times, and paces them as the service does: partials at a steady interval, a stable prefix
 * behind the voice, a final some time after its last word. Results are serial: there is no partial of the next result before
 * the final of this one; its words wait. Has no clock: the time is the audio's.
 */
import { randomUUID } from 'node:crypto';
import { joinItems } from './joined-items.ts';
import type { RecognisedItem, RecognisedResult } from './recogniser.ts';
import type { ServiceLags } from './service-lags.ts';

/** A word that was heard to its end. */
export interface PacedWord {
  /** The word, with the marks before and after it as items of their own. Times in seconds on the stream's clock. */
  readonly items: readonly Omit<RecognisedItem, 'stable'>[];
  readonly startMs: number;
  readonly endMs: number;
  /** The result ends with this word. */
  readonly isLast: boolean;
}

export interface PacedResultsInput {
  readonly lags: ServiceLags;
  /** A silence of this length after a word ends the result, ms. */
  readonly pauseMs: number;
  /** A result ends with the word at which its words span this time, ms. Bounds the words that are kept. */
  readonly maxSpanMs: number;
  readonly tell: (result: RecognisedResult) => void;
}

export class PacedResults {
  readonly #input: PacedResultsInput;
  /** Words of no final yet, in order: those of the current result, then those that wait. At most maxSpanMs and a final's lag. */
  #words: PacedWord[] = [];
  #resultId = randomUUID();
  #nextPartialMs: number;

  constructor(input: PacedResultsInput) {
    this.#input = input;
    this.#nextPartialMs = input.lags.partialEveryMs;
  }

  /** Words come in order and do not overlap. */
  add(word: PacedWord): void {
    this.#words.push(word);
  }

  /** @param nowMs end of the audio that was heard. Call it often: a result comes at the first call at which it is due. */
  advance(nowMs: number): void {
    const { lags, pauseMs } = this.#input;
    for (;;) {
      const { words, isOver } = this.#current();
      const last = words.at(-1);
      const dueMs = isOver ? lags.finalLagMs : Math.max(pauseMs, lags.finalLagMs);
      if (last === undefined || nowMs < last.endMs + dueMs) break;
      this.#final(words);
    }
    if (nowMs < this.#nextPartialMs) return;
    while (this.#nextPartialMs <= nowMs) this.#nextPartialMs += lags.partialEveryMs;
    const { words } = this.#current();
    if (words.length > 0) this.#tell(words, nowMs - lags.stableLagMs, true);
  }

  /** No more audio comes: the finals of all words, at once. */
  finish(): void {
    while (this.#words.length > 0) this.#final(this.#current().words);
  }

  /** The words of the current result. `isOver`: no later word belongs to it. */
  #current(): { readonly words: readonly PacedWord[]; readonly isOver: boolean } {
    const { maxSpanMs, pauseMs } = this.#input;
    const fromMs = this.#words[0]?.startMs ?? 0;
    const last = this.#words.findIndex(({ endMs, isLast }, i) => {
      const next = this.#words[i + 1];
      return isLast || endMs - fromMs >= maxSpanMs || (next !== undefined && next.startMs - endMs >= pauseMs);
    });
    return { words: last < 0 ? this.#words : this.#words.slice(0, last + 1), isOver: last >= 0 };
  }

  #final(words: readonly PacedWord[]): void {
    const [resultId, count] = [this.#resultId, words.length];
    this.#tell(words, Number.POSITIVE_INFINITY, false, resultId);
    this.#words = this.#words.slice(count);
    this.#resultId = randomUUID();
  }

  /** @param stableToMs words that end until then are stable. */
  #tell(words: readonly PacedWord[], stableToMs: number, isPartial: boolean, resultId = this.#resultId): void {
    const items = words.flatMap((word) => word.items.map((item) => ({ ...item, stable: word.endMs <= stableToMs })));
    const startTime = (words[0]?.startMs ?? 0) / 1_000;
    const endTime = (words.at(-1)?.endMs ?? 0) / 1_000;
    this.#input.tell({ resultId, isPartial, startTime, endTime, transcript: joinItems(items), items });
  }
}
