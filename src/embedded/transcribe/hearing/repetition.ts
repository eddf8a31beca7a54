/** Models fall into loops ("seven of clubs, seven of clubs, seven of clubs"): takes them out of what one wrote. */
import type { WrittenWord } from './written-words.ts';

/** The longest phrase that is looked at, words. */
const LONGEST_PHRASE = 12;
/** People say one word so often ("no, no, no"), and a phrase twice; a model that is over it has lost its way. */
const MOST_TIMES = { word: 5, phrase: 2 } as const;

/** A phrase that is there more often in a row than people say it is kept once: its last time, with the mark after it. */
export function withoutLoops(words: readonly WrittenWord[]): WrittenWord[] {
  const kept: WrittenWord[] = [];
  for (let at = 0; at < words.length; ) {
    const skipped = loopAt(words, at);
    at += skipped;
    const word = words[at];
    if (word !== undefined) kept.push(word);
    at++;
  }
  return kept;
}

/** How many words the repetitions before the last one take; 0: no loop begins here. */
function loopAt(words: readonly WrittenWord[], at: number): number {
  for (let length = 1; length <= LONGEST_PHRASE; length++) {
    let times = 1;
    while (isSame(words, at, at + times * length, length)) times++;
    if (times > (length === 1 ? MOST_TIMES.word : MOST_TIMES.phrase)) return (times - 1) * length;
  }
  return 0;
}

function isSame(words: readonly WrittenWord[], one: number, other: number, length: number): boolean {
  if (other + length > words.length) return false;
  for (let i = 0; i < length; i++) if (words[one + i]?.key !== words[other + i]?.key) return false;
  return true;
}
