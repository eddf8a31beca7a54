/**
 * LocalAgreement-2 for one utterance: words on which two hypotheses in a row agree are stable and do not change any more. Works
 * on words only, without times or audio.
 */
import { type AlignmentStep, alignWords } from './word-alignment.ts';
import { type WrittenWord, wordsAfterLetters } from './written-words.ts';

export interface Reading {
  /** The stable words, unchanged since they became stable, followed by the rest of the newest hypothesis. */
  readonly words: readonly WrittenWord[];
  /** How many words at the beginning are stable. The mark after each is stable too, except after the last. */
  readonly stable: number;
  /** For each word its index in the previous reading. Undefined: the word is new. */
  readonly known: readonly (number | undefined)[];
}

/** A reading without its number of stable words. */
type Continuation = Omit<Reading, 'stable'>;

/** The last word of a hypothesis is often incomplete, so it is never stable, even if two hypotheses agree on it. */
const HELD_BACK = 1;

export class StablePrefix {
  #words: readonly WrittenWord[] = [];
  #stable = 0;

  /** @returns the reading with a newer hypothesis. An empty hypothesis changes nothing. */
  next(hypothesis: readonly WrittenWord[]): Reading {
    const before = this.#words;
    const reading = this.#compose(hypothesis);
    let agreed = this.#stable;
    while (agreed < reading.words.length - HELD_BACK && before[agreed]?.key === reading.words[agreed]?.key) agreed++;
    this.#words = reading.words;
    this.#stable = Math.max(this.#stable, agreed);
    return { ...reading, stable: this.#stable };
  }

  /** @returns the reading with the last hypothesis, with all words stable. An empty hypothesis changes nothing. */
  last(hypothesis: readonly WrittenWord[]): Reading {
    const { words, known } = this.#compose(hypothesis);
    this.#words = words;
    this.#stable = words.length;
    return { words, known, stable: words.length };
  }

  /**
   * A hypothesis that disagrees with stable words is aligned with the previous reading. Its continuation begins after the words
   * that stand for the stable ones, so that no word is repeated or lost where the two meet.
   */
  #compose(hypothesis: readonly WrittenWord[]): Continuation {
    const before = this.#words;
    if (hypothesis.length === 0) return { words: before, known: before.map((_, i) => i) };
    const keys = ({ key }: WrittenWord) => key;
    const steps = alignWords(before.map(keys), hypothesis.map(keys));
    const lastStep = steps.findLast(({ earlier }) => earlier.from < this.#stable);
    const joint = this.#stable === 0 ? 0 : (lastStep?.later.to ?? 0);
    const prefix = before.slice(0, this.#stable);
    const rest = this.#restOf(lastStep, hypothesis);
    const last = prefix.at(-1);
    // Its mark depends on the case of the next word, which can still change.
    if (last !== undefined && lastStep !== undefined && lastStep.letters !== 'other') {
      prefix[prefix.length - 1] = { ...last, after: rest.words.length > 0 ? '' : (hypothesis[joint - 1]?.after ?? '') };
    }
    return {
      words: [...prefix, ...rest.words, ...hypothesis.slice(joint)],
      known: [...prefix.map((_, i) => i), ...rest.known, ...placesBefore(steps, hypothesis.length).slice(joint)],
    };
  }

  /**
   * The rest of a step that begins with stable words and goes beyond them: `not` of `cannot`, when `can` is stable. Written as
   * in the previous reading, unless that ended inside a word.
   */
  #restOf(step: AlignmentStep | undefined, hypothesis: readonly WrittenWord[]): Continuation {
    if (this.#stable === 0 || step === undefined || step.letters === 'other' || step.earlier.to <= this.#stable) {
      return { words: [], known: [] };
    }
    const before = this.#words;
    const instead = hypothesis.slice(step.later.from, step.later.to);
    if (step.letters === 'cut') {
      const stable = before.slice(step.earlier.from, this.#stable);
      const words = wordsAfterLetters(instead, stable.map(({ key }) => key).join('').length);
      return { words, known: words.map(() => undefined) };
    }
    const words = before.slice(this.#stable, step.earlier.to);
    const [last, again] = [words.at(-1), instead.at(-1)];
    if (last !== undefined && again !== undefined) words[words.length - 1] = { ...last, after: again.after };
    return { words, known: words.map((_, i) => this.#stable + i) };
  }
}

/** For each word of the hypothesis: the index of the same word in the previous reading, if there is one. */
function placesBefore(steps: readonly AlignmentStep[], length: number): (number | undefined)[] {
  const places = new Array<number | undefined>(length).fill(undefined);
  for (const { earlier, later, letters } of steps) {
    const isOne = earlier.to - earlier.from === 1 && later.to - later.from === 1;
    if (isOne && letters === 'same') places[later.from] = earlier.from;
  }
  return places;
}
