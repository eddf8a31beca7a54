/** Words as they are compared: numbers, marks and abbreviations written in one way, whoever wrote them. Pure. English. */

import { withNumbersFolded } from './folded-numbers.ts';
import { toWords } from './word-error-rate.ts';

/** What stands for words without being one. `*` and `#` are called as on a telephone. */
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
  // p.m. and U.S. lose their stops, a number's and an address's is said.
  [/\b([a-z])\.(?=[a-z]\b)/g, '$1'],
  [/\bwww\./g, 'w w w dot '],
  [/(\d)\.(?=\d)/g, '$1 point '],
  [/([a-z]{2})\.(?=[a-z]{2})/g, '$1 dot '],
  // 21st stays whole; 3d and h323 do not.
  [/(\d)(?!(?:st|nd|rd|th)\b)(?=[a-z])/g, '$1 '],
  [/([a-z])(?=\d)/g, '$1 '],
];

/**
 * The compounds that the transcripts themselves write in both ways: a recogniser cannot know which is meant. No others, and
 * none by rule: "a part" is not "apart".
 */
export const COMPOUNDS: ReadonlySet<string> = new Set(['can not', 'mail box', 're record', 'touch tone', 'voice mail']);

/**
 * The words of an English text in lower case, without marks; hyphens part words. Numbers become their digits, one each
 * ("twenty-four", "24" and "2 4" are alike), ordinals digits with `th`, spelled letters one word ("N B S" and "NBS"), and
 * so are a few compounds ("voice mail").
 */
export function foldedWords(text: string): string[] {
  const plain = text.normalize('NFC').toLowerCase().replaceAll('’', "'");
  const spoken = SPOKEN.reduce((said, [written, words]) => said.replace(written, words), plain);
  return withCompoundsJoined(withLettersJoined(withNumbersFolded(toWords(spoken))));
}

/** A compound's two words as the one. */
function withCompoundsJoined(words: readonly string[]): string[] {
  return words.reduce<string[]>((result, word) => {
    const compound = `${result.at(-1) ?? ''} ${word}`;
    if (COMPOUNDS.has(compound)) result.splice(-1, 1, compound.replace(' ', ''));
    else result.push(word);
    return result;
  }, []);
}

/** Two letters or more in a row, unless they are the words "a" and "I" alone. */
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
