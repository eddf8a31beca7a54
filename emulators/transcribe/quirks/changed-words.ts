/**
 * Breaks the promise of stable words: a share of the words that were marked stable are other words in a later result of the
 * same stretch, and remain so. Counts each word that was changed.
 */
import { joinItems } from '../joined-items.ts';
import type { RecognisedItem, RecognisedResult } from '../recogniser.ts';

export interface ChangedWord {
  readonly resultId: string;
  /** Place among the words of its result, from 0. */
  readonly word: number;
  readonly from: string;
  readonly to: string;
  /** True: it was first changed in the final. */
  readonly inFinal: boolean;
}

type Decision = 'honest' | 'nextResult' | 'final';

/** For the results of one stream, which come one after the other. */
export class ChangedWords {
  readonly #random: () => number;
  readonly #changed: (word: ChangedWord) => void;
  #share = 0;
  #resultId: string | undefined;
  /** By place among the words: what happens to a word that was told as stable. */
  #decisions = new Map<number, Decision>();
  #counted = new Set<number>();

  /** @param random gives numbers from 0 to 1. @param changed called once for each word, when it is changed. */
  constructor(random: () => number, changed: (word: ChangedWord) => void) {
    this.#random = random;
    this.#changed = changed;
  }

  /** @param share 0 to 1. */
  setShare(share: number): void {
    this.#share = share;
  }

  apply(result: RecognisedResult): RecognisedResult {
    if (result.resultId !== this.#resultId) {
      this.#resultId = result.resultId;
      this.#decisions = new Map();
      this.#counted = new Set();
    }
    let count = -1;
    const items = result.items.map((item) => {
      if (item.type !== 'pronunciation') return item;
      count += 1;
      return this.#item(item, count, result);
    });
    const isChanged = items.some((item, i) => item !== result.items[i]);
    return isChanged ? { ...result, items, transcript: joinItems(items) } : result;
  }

  #item(item: RecognisedItem, word: number, { resultId, isPartial }: RecognisedResult): RecognisedItem {
    const decision = this.#decisions.get(word);
    if (decision === undefined) {
      if (isPartial && item.stable === true) this.#decisions.set(word, this.#decide());
      return item;
    }
    if (decision === 'honest' || (decision === 'final' && isPartial)) return item;
    const content = otherWord(item.content);
    if (!this.#counted.has(word)) {
      this.#counted.add(word);
      this.#changed({ resultId, word, from: item.content, to: content, inFinal: !isPartial });
    }
    return { ...item, content };
  }

  #decide(): Decision {
    if (this.#random() >= this.#share) return 'honest';
    return this.#random() < 0.5 ? 'nextResult' : 'final';
  }
}

/** Shows which word it was, and is no word of stamped audio: `x17` instead of `b17`, `x7-16` instead of `b7-16`. */
function otherWord(content: string): string {
  return /^b\d+([-x]\d+)?$/.test(content) ? `x${content.slice(1)}` : `x${content}`;
}
