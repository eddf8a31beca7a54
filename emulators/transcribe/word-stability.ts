/** Finds the words of a growing hypothesis that do not change any more. */

/** A word is stable when it and all words before it are the same in this many guesses in a row, with the newest. */
const GUESSES = 3;

/** For one utterance. `next` must get every guess, in order. */
export class WordStability {
  readonly #guesses: (readonly string[])[] = [];

  /** @returns how many words at the start of `words` are stable now. */
  next(words: readonly string[]): number {
    this.#guesses.push(words);
    if (this.#guesses.length > GUESSES) this.#guesses.shift();
    if (this.#guesses.length < GUESSES) return 0;
    let stable = 0;
    while (stable < words.length && this.#guesses.every((guess) => guess[stable] === words[stable])) stable++;
    return stable;
  }

  /** Begins another utterance. */
  reset(): void {
    this.#guesses.length = 0;
  }
}
