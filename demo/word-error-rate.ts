/** How far recognised words are from the words that were spoken. Pure; compares words, never punctuation or case. */

export interface WordErrors {
  /** Words that were spoken. */
  readonly words: number;
  readonly substitutions: number;
  /** Spoken and not recognised. */
  readonly deletions: number;
  /** Recognised and not spoken. */
  readonly insertions: number;
  /** All three over `words`; 0 is perfect, it may be over 1. With no words spoken: 0, or 1 if any were recognised. */
  readonly rate: number;
}

interface Path {
  readonly cost: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

/** The words of a text in lower case: letters, digits and inner apostrophes; a hyphen parts words. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{M}\p{N}]+(?:'[\p{L}\p{M}\p{N}]+)*/gu) ?? []
  );
}

/** The fewest word edits that turn what was spoken into what was recognised. Takes spoken x recognised steps. */
export function countWordErrors(spoken: string, recognised: string): WordErrors {
  const reference = wordsOf(spoken);
  const hypothesis = wordsOf(recognised);
  let row: Path[] = [{ cost: 0, substitutions: 0, deletions: 0, insertions: 0 }];
  for (const _ of hypothesis) row.push(inserted(at(row, row.length - 1)));
  for (const word of reference) {
    const next: Path[] = [deleted(at(row, 0))];
    for (const [j, candidate] of hypothesis.entries()) {
      const matched = candidate === word ? at(row, j) : substituted(at(row, j));
      next.push([matched, deleted(at(row, j + 1)), inserted(at(next, j))].reduce(cheaper));
    }
    row = next;
  }
  const { cost, ...errors } = at(row, hypothesis.length);
  const rate = reference.length === 0 ? Math.min(1, cost) : cost / reference.length;
  return { words: reference.length, ...errors, rate };
}

const substituted = (p: Path): Path => ({ ...p, cost: p.cost + 1, substitutions: p.substitutions + 1 });
const deleted = (p: Path): Path => ({ ...p, cost: p.cost + 1, deletions: p.deletions + 1 });
const inserted = (p: Path): Path => ({ ...p, cost: p.cost + 1, insertions: p.insertions + 1 });
const cheaper = (a: Path, b: Path): Path => (b.cost < a.cost ? b : a);
const at = (row: readonly Path[], index: number): Path => row[index] as Path;
