/** Removes loops from a model's text: models can repeat a phrase ("seven of clubs, seven of clubs, seven of clubs"). */
import { spokenLength, type WrittenWord } from './written-words.ts';

/** Longest phrase that is looked for, in spoken words. */
const LONGEST_PHRASE = 12;
/** People repeat words too. This many in a row are a loop if the text has more words in a second than anybody speaks. */
const SOME_TIMES = { word: 6, phrase: 3 } as const;
const FAST_SPEECH = 5.5;
/** This many in a row are a loop if the text has more words in a second than most people speak. */
const MANY_TIMES = { word: 8, phrase: 5 } as const;
const BRISK_SPEECH = 3;
/** Words in a second that people usually speak: so many of a loop are kept. */
const USUAL_SPEECH = 2.5;

/** Text that ends with one of these is complete. */
const ENDED = /[.?!。？！]/u;

interface Loop {
  /** Length of the repeated phrase, in words. */
  readonly length: number;
  readonly times: number;
  /** Words after the last whole repetition, where the model ran out of room. */
  readonly tail: number;
}

/**
 * Removes repetitions that there was no time to say. As many are kept as there was time for, and at least one.
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
    // In a script without spaces a character is less than a word.
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
