/** Word errors that ignore how numbers, symbols, abbreviations and a few compounds are written. Pure. English. */

import { foldedWords } from './folded-words.ts';
import { countErrorsIn, type WordErrors } from './word-error-rate.ts';

/** The fewest word edits from what was spoken to what was recognised, both folded. */
export function countFoldedErrors(spoken: string, recognised: string): WordErrors {
  return countErrorsIn(foldedWords(spoken), foldedWords(recognised));
}
