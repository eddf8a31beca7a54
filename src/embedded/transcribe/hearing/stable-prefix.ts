/**
 * LocalAgreement-2 for one utterance: the words two hypotheses in a row agree on are stable, and stay as they are. Knows words
 * only, no times and no audio.
 */
import { alignWords } from './word-alignment.ts';
import type { WrittenWord } from './written-words.ts';

export interface Reading {
  /** The stable words as they have been from when they became so, then what the newest hypothesis goes on with. */
  readonly words: readonly WrittenWord[];
  /** How many words from the first are stable, each but the last with the mark after it. */
  readonly stable: number;
  /** For each word its place in the reading before, where it was there already. */
  readonly known: readonly (number | undefined)[];
}

/** The last word of a hypothesis is often half a word: it is not stable, whatever the one before says. */
const HELD_BACK = 1;

export class StablePrefix {
  #words: readonly WrittenWord[] = [];
  #stable = 0;

  /** The reading with a newer hypothesis. An empty one changes nothing. */
  next(hypothesis: readonly WrittenWord[]): Reading {
    const before = this.#words;
    const reading = this.#compose(hypothesis);
    let agreed = this.#stable;
    while (agreed < reading.words.length - HELD_BACK && before[agreed]?.key === reading.words[agreed]?.key) agreed++;
    this.#words = reading.words;
    this.#stable = Math.max(this.#stable, agreed);
    return { ...reading, stable: this.#stable };
  }

  /** The utterance as its last hypothesis has it, all of it stable. An empty one leaves the reading as it was. */
  last(hypothesis: readonly WrittenWord[]): Reading {
    const { words, known } = this.#compose(hypothesis);
    this.#words = words;
    this.#stable = words.length;
    return { words, known, stable: words.length };
  }

  /**
   * Where a hypothesis disagrees with stable words, it is aligned with the reading before: its continuation begins after what
   * it has in their place, so that no word is doubled or lost at the joint.
   */
  #compose(hypothesis: readonly WrittenWord[]): Omit<Reading, 'stable'> {
    const before = this.#words;
    if (hypothesis.length === 0) return { words: before, known: before.map((_, i) => i) };
    const keys = ({ key }: WrittenWord) => key;
    const { covered, sameAs } = alignWords(before.map(keys), hypothesis.map(keys));
    const joint = covered[this.#stable - 1] ?? 0;
    const prefix = before.slice(0, this.#stable);
    const [last, again] = [prefix.at(-1), hypothesis[joint - 1]];
    // Its mark goes with the next word's case, which is not settled yet.
    if (last !== undefined && again?.key === last.key) prefix[prefix.length - 1] = { ...last, after: again.after };
    return {
      words: [...prefix, ...hypothesis.slice(joint)],
      known: [...prefix.map((_, i) => i), ...sameAs.slice(joint)],
    };
  }
}
