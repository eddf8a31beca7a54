/** Tells which words of a growing, changing guess have settled. Knows words only, no times. */

/** A word is stable when it and everything before it stood unchanged in this many guesses, the newest included. */
const GUESSES = 3;

/** For one utterance. Give it every guess, in order. */
export class WordStability {
  readonly #guesses: (readonly string[])[] = [];

  /** How many words from the start of `words` are stable now. */
  next(words: readonly string[]): number {
    this.#guesses.push(words);
    if (this.#guesses.length > GUESSES) this.#guesses.shift();
    if (this.#guesses.length < GUESSES) return 0;
    let stable = 0;
    while (stable < words.length && this.#guesses.every((guess) => guess[stable] === words[stable])) stable++;
    return stable;
  }

  /** Forgets the utterance. */
  reset(): void {
    this.#guesses.length = 0;
  }
}
