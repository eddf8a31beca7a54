/** Compares words by their letters only, not by where one word ends and the next begins. Compares keys only. */

/**
 * Whether words have the same letters as others but are joined or split in other places. `same`: all letters are the same
 * (`can not` and `cannot`). `cut`: the first ones end inside the last word (`can no` and `cannot`). Also undefined when a word
 * ends at the same letter in both: then the words before and after that letter can be compared separately.
 */
export function rejoined(some: readonly string[], others: readonly string[]): 'same' | 'cut' | undefined {
  const [ends, otherEnds] = [letterEnds(some), letterEnds(others)];
  const [count, otherCount] = [ends.at(-1) ?? 0, otherEnds.at(-1) ?? 0];
  if (count > otherCount || count <= (otherEnds.at(-2) ?? 0)) return undefined;
  if (ends.some((end) => end < otherCount && otherEnds.includes(end))) return undefined;
  if (!others.join('').startsWith(some.join(''))) return undefined;
  return count === otherCount ? 'same' : 'cut';
}

/** For each word the number of letters up to its end. */
export function letterEnds(words: readonly string[]): number[] {
  let count = 0;
  return words.map((word) => {
    count += word.length;
    return count;
  });
}
