/** Word errors where only words count: numbers, marks, abbreviations and a few compounds written alike first. Pure. English. */
import { countErrorsIn, type WordErrors } from '../../../tools/demo/word-error-rate.ts';
import { foldedWords } from './folded-words.ts';

/** The fewest word edits from what was spoken to what was recognised, both folded. */
export function countFoldedErrors(spoken: string, recognised: string): WordErrors {
  return countErrorsIn(foldedWords(spoken), foldedWords(recognised));
}
