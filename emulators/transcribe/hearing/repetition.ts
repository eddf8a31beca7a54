/** Models fall into loops ("seven of clubs, seven of clubs, seven of clubs"): takes them out of what one wrote. */
import { spokenLength, type WrittenWord } from './written-words.ts';

/** The longest phrase that is looked at, spoken words. */
const LONGEST_PHRASE = 12;
/** People repeat themselves too. So often in a row it is a loop if nobody speaks as fast as the text would have it, */
const SOME_TIMES = { word: 6, phrase: 3 } as const;
const FAST_SPEECH = 5.5;
/** and so often if few people do. Words a second of the clip. */
const MANY_TIMES = { word: 8, phrase: 5 } as const;
const BRISK_SPEECH = 3;
/** There was time for so many. */
const USUAL_SPEECH = 2.5;

/** A text that ends with one was not broken off. */
const ENDED = /[.?!。？！]/u;

interface Loop {
  /** Of the phrase that is repeated. */
  readonly length: number;
  readonly times: number;
  /** Words after it that the model had no room to make a whole phrase of. */
  readonly tail: number;
}

/**
 * Of a phrase that is there more often than there was time to say it, as many are kept as there was time for, and one at least.
 * @param seconds the clip's length
 */
export function withoutLoops(words: readonly WrittenWord[], seconds: number): WrittenWord[] {
  const rate = spokenLength(words) / seconds;
  if (!(rate > BRISK_SPEECH)) return [...words];
  const least = rate > FAST_SPEECH ? SOME_TIMES : MANY_TIMES;
  let spare = spokenLength(words) - seconds * USUAL_SPEECH;
  const kept: WrittenWord[] = [];
  for (let at = 0; at < words.length; ) {
    const loop = loopAt(words, at, least);
    if (loop === undefined) {
      kept.push(...words.slice(at, at + 1));
      at++;
      continue;
    }
    const { length, times, tail } = loop;
    const to = at + times * length;
    spare -= spokenLength(words.slice(to, to + tail));
    const spoken = spokenLength(words.slice(at, at + length));
    const gone = Math.min(times - 1, Math.ceil(Math.max(0, spare) / spoken));
    spare -= gone * spoken;
    kept.push(...words.slice(at, to - gone * length));
    const [last, again] = [kept.at(-1), words[to - 1]];
    if (last !== undefined && again !== undefined) kept[kept.length - 1] = { ...last, after: again.after };
    at = to + tail;
  }
  return kept;
}

function loopAt(
  words: readonly WrittenWord[],
  at: number,
  least: typeof SOME_TIMES | typeof MANY_TIMES,
): Loop | undefined {
  for (let length = 1; at + 2 * length <= words.length; length++) {
    const spoken = spokenLength(words.slice(at, at + length));
    if (spoken > LONGEST_PHRASE) return undefined;
    // A character of an unspaced script is half a word.
    if (spoken < 0.5) continue;
    let times = 1;
    while (isSame(words, at, at + times * length, length)) times++;
    if (times < (spoken > 1 ? least.phrase : least.word)) continue;
    const left = words.length - at - times * length;
    const isTail =
      left < length && isSame(words, at, at + times * length, left) && !ENDED.test(words.at(-1)?.after ?? '');
    const tail = isTail ? left : 0;
    return { length, times, tail };
  }
  return undefined;
}

function isSame(words: readonly WrittenWord[], one: number, other: number, length: number): boolean {
  if (other + length > words.length) return false;
  for (let i = 0; i < length; i++) if (words[one + i]?.key !== words[other + i]?.key) return false;
  return true;
}
