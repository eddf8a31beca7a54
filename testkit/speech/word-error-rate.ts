/** Compares recognised words with the spoken words. Pure; ignores punctuation and case. */

export interface WordErrors {
  /** Number of spoken words. */
  readonly words: number;
  readonly substitutions: number;
  /** Spoken and not recognised. */
  readonly deletions: number;
  /** Recognised and not spoken. */
  readonly insertions: number;
  /** All three divided by `words`; 0 is perfect, it may exceed 1. If `words` is 0: 0, or 1 if any words were recognised. */
  readonly rate: number;
}

/** The words of a text in lower case: letters, digits and inner apostrophes; a hyphen separates words. */
export function toWords(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu) ?? []
  );
}

/** The fewest word edits that turn the spoken words into the recognised ones. Takes spoken × recognised steps. */
export function countWordErrors(spoken: string, recognised: string): WordErrors {
  return countErrorsIn(toWords(spoken), toWords(recognised));
}

/** The same for lists of words that are already normalised. An hour of speech takes a second. */
export function countErrorsIn(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  const width = hypothesis.length + 1;
  let above = new Row(width);
  for (let j = 1; j < width; j++) above.take(j, above, j - 1, 'insertions');
  for (const word of reference) {
    const row = new Row(width);
    row.take(0, above, 0, 'deletions');
    for (let j = 1; j < width; j++) {
      const isMatch = hypothesis[j - 1] === word;
      const changed = above.cost(j - 1) + (isMatch ? 0 : 1);
      const deleted = above.cost(j) + 1;
      const inserted = row.cost(j - 1) + 1;
      if (changed <= deleted && changed <= inserted) row.take(j, above, j - 1, isMatch ? 'matches' : 'substitutions');
      else if (deleted <= inserted) row.take(j, above, j, 'deletions');
      else row.take(j, row, j - 1, 'insertions');
    }
    above = row;
  }
  const words = reference.length;
  const cost = above.cost(hypothesis.length);
  const rate = words === 0 ? Math.min(1, cost) : cost / words;
  return { words, ...above.edits(hypothesis.length), rate };
}

/** The fewest edits from the reference words so far to each beginning of the hypothesis. */
class Row {
  readonly #substitutions: Int32Array;
  readonly #deletions: Int32Array;
  readonly #insertions: Int32Array;

  constructor(width: number) {
    this.#substitutions = new Int32Array(width);
    this.#deletions = new Int32Array(width);
    this.#insertions = new Int32Array(width);
  }

  cost(at: number): number {
    return countAt(this.#substitutions, at) + countAt(this.#deletions, at) + countAt(this.#insertions, at);
  }

  edits(at: number): Pick<WordErrors, 'substitutions' | 'deletions' | 'insertions'> {
    return {
      substitutions: countAt(this.#substitutions, at),
      deletions: countAt(this.#deletions, at),
      insertions: countAt(this.#insertions, at),
    };
  }

  /** Adds one step to the edits at another place. */
  take(at: number, from: Row, fromAt: number, step: 'matches' | 'substitutions' | 'deletions' | 'insertions'): void {
    this.#substitutions[at] = countAt(from.#substitutions, fromAt) + (step === 'substitutions' ? 1 : 0);
    this.#deletions[at] = countAt(from.#deletions, fromAt) + (step === 'deletions' ? 1 : 0);
    this.#insertions[at] = countAt(from.#insertions, fromAt) + (step === 'insertions' ? 1 : 0);
  }
}

const countAt = (values: Int32Array, index: number): number => values[index] as number;
