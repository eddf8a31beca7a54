/** Words by their letters alone, wherever one ends and the next begins. Compares keys only. */

/**
 * Whether words have the letters of others, but are written apart or together elsewhere: the same letters (`can not` and
 * `cannot`), or cut off within the last word (`can no` and `cannot`). Undefined too where a word of both ends at the same
 * letter: what comes before it can be told from what comes after it.
 */
export function rejoined(some: readonly string[], others: readonly string[]): 'same' | 'cut' | undefined {
  const [ends, otherEnds] = [letterEnds(some), letterEnds(others)];
  const [count, otherCount] = [ends.at(-1) ?? 0, otherEnds.at(-1) ?? 0];
  if (count > otherCount || count <= (otherEnds.at(-2) ?? 0)) return undefined;
  if (ends.some((end) => end < otherCount && otherEnds.includes(end))) return undefined;
  if (!others.join('').startsWith(some.join(''))) return undefined;
  return count === otherCount ? 'same' : 'cut';
}

/** For each word how many letters there are up to its end. */
export function letterEnds(words: readonly string[]): number[] {
  let count = 0;
  return words.map((word) => {
    count += word.length;
    return count;
  });
}
