/**
 * LocalAgreement-2 for one utterance: the words two hypotheses in a row agree on are stable, and stay as they are. Knows words
 * only, no times and no audio.
 */
import { type AlignmentStep, alignWords } from './word-alignment.ts';
import { type WrittenWord, wordsAfterLetters } from './written-words.ts';

export interface Reading {
  /** The stable words as they have been from when they became so, then what the newest hypothesis goes on with. */
  readonly words: readonly WrittenWord[];
  /** How many words from the first are stable, each but the last with the mark after it. */
  readonly stable: number;
  /** For each word its place in the reading before, where it was there already. */
  readonly known: readonly (number | undefined)[];
}

/** A reading that goes on after its stable words. */
type Continuation = Omit<Reading, 'stable'>;

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
    // Its mark goes with the next word's case, which is not settled yet.
    if (last !== undefined && lastStep !== undefined && lastStep.letters !== 'other') {
      prefix[prefix.length - 1] = { ...last, after: rest.words.length > 0 ? '' : (hypothesis[joint - 1]?.after ?? '') };
    }
    return {
      words: [...prefix, ...rest.words, ...hypothesis.slice(joint)],
      known: [...prefix.map((_, i) => i), ...rest.known, ...placesBefore(steps, hypothesis.length).slice(joint)],
    };
  }

  /**
   * What is left of a step that begins with stable words and goes on beyond them: `not` of `cannot`, where `can` is stable. In
   * the writing of the reading before, unless that ended within a word.
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

/** For each word of the hypothesis: the word before that is the same, if one is. */
function placesBefore(steps: readonly AlignmentStep[], length: number): (number | undefined)[] {
  const places = new Array<number | undefined>(length).fill(undefined);
  for (const { earlier, later, letters } of steps) {
    const isOne = earlier.to - earlier.from === 1 && later.to - later.from === 1;
    if (isOne && letters === 'same') places[later.from] = earlier.from;
  }
  return places;
}
