/** Word error rate: edits over the words that should have been heard. Case and punctuation do not count. */
export function wordErrorRate(said: string, heard: string): number {
  const [from, to] = [wordsOf(said), wordsOf(heard)];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, word] of from.entries()) {
    const row = [i + 1];
    for (const [j, other] of to.entries()) {
      const [left = 0, above = 0, diagonal = 0] = [row[j], previous[j + 1], previous[j]];
      row.push(Math.min(left + 1, above + 1, diagonal + (word === other ? 0 : 1)));
    }
    previous = row;
  }
  return (previous.at(-1) ?? 0) / from.length;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z']+/g) ?? [];
}
