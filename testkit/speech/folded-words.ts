/** Normalises words for comparison: numbers, symbols and abbreviations are always written in the same way. Pure. English. */

import { withNumbersFolded } from './folded-numbers.ts';
import { toWords } from './word-error-rate.ts';

/** Symbols and abbreviations, and the words they are spoken as. `*` and `#` have their names on a telephone. */
const SPOKEN: readonly (readonly [written: RegExp, spoken: string])[] = [
  [/(\d),(?=\d{3}(?!\d))/g, '$1'],
  [/\$1(?![\d.])/g, '1 dollar'],
  [/\$(\d+)\.(\d\d)(?!\d)/g, '$1 dollars $2 cents'],
  [/\$(\d+(?:\.\d+)?)/g, '$1 dollars'],
  [/%/g, ' percent '],
  [/\bper cent\b/g, 'percent'],
  [/&/g, ' and '],
  [/\*/g, ' star '],
  [/#/g, ' pound '],
  [/\bmr\b\.?/g, 'mister'],
  [/\bmrs\b\.?/g, 'missus'],
  [/\bdr\b\.?/g, 'doctor'],
  [/\bokay\b/g, 'ok'],
  // p.m. and U.S. lose their dots; those in a number or an address are spoken.
  [/\b([a-z])\.(?=[a-z]\b)/g, '$1'],
  [/\bwww\./g, 'w w w dot '],
  [/(\d)\.(?=\d)/g, '$1 point '],
  [/([a-z]{2})\.(?=[a-z]{2})/g, '$1 dot '],
  // 21st stays whole; 3d and h323 do not.
  [/(\d)(?!(?:st|nd|rd|th)\b)(?=[a-z])/g, '$1 '],
  [/([a-z])(?=\d)/g, '$1 '],
];

/**
 * Compounds that the reference transcripts write in both ways, so that a recogniser cannot know which is meant. A list and not a
 * rule, because "a part" is not "apart".
 */
export const COMPOUNDS: ReadonlySet<string> = new Set(['can not', 'mail box', 're record', 'touch tone', 'voice mail']);

/**
 * The words of an English text in lower case, without punctuation; hyphens separate words. Numbers become one word for each
 * digit ("twenty-four", "24" and "2 4" are equal), ordinals digits with `th`; spelled letters ("N B S") and a few compounds
 * ("voice mail") become one word.
 */
export function foldedWords(text: string): string[] {
  const plain = text.normalize('NFC').toLowerCase().replaceAll('’', "'");
  const spoken = SPOKEN.reduce((said, [written, words]) => said.replace(written, words), plain);
  return withCompoundsJoined(withLettersJoined(withNumbersFolded(toWords(spoken))));
}

/** Joins the two words of a compound. */
function withCompoundsJoined(words: readonly string[]): string[] {
  return words.reduce<string[]>((result, word) => {
    const compound = `${result.at(-1) ?? ''} ${word}`;
    if (COMPOUNDS.has(compound)) result.splice(-1, 1, compound.replace(' ', ''));
    else result.push(word);
    return result;
  }, []);
}

/** Joins two or more letters in a row, unless all are the words "a" and "I". */
function withLettersJoined(words: readonly string[]): string[] {
  const result: string[] = [];
  let letters: string[] = [];
  const close = () => {
    const isSpelled = letters.length > 1 && letters.some((letter) => !/[ai]/.test(letter));
    result.push(...(isSpelled ? [letters.join('')] : letters));
    letters = [];
  };
  for (const word of words) {
    if (/^[a-z]$/.test(word)) {
      letters.push(word);
      continue;
    }
    close();
    result.push(word);
  }
  close();
  return result;
}
