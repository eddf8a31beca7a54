/** Word errors where only words count: numbers, marks, abbreviations and compounds written alike first. Pure. English. */
import { countErrorsIn, type WordErrors } from '../../demo/word-error-rate.ts';
import { foldedWords, withCompoundsAlike } from './folded-words.ts';

/** The fewest word edits from what was spoken to what was recognised, both folded. */
export function countFoldedErrors(spoken: string, recognised: string): WordErrors {
  return countErrorsIn(...withCompoundsAlike(foldedWords(spoken), foldedWords(recognised)));
}
