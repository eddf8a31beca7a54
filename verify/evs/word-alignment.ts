/** Compares the words that were handed over with the words that were spoken, by the shortest edit. Pure. */

export interface Alignment {
  /** For each spoken word the index of the word that was handed over for it. Undefined: it never was. */
  readonly handedFor: readonly (number | undefined)[];
  /** Indexes of spoken words for which another word was handed over, at their place. */
  readonly changed: readonly number[];
  /** Indexes of words that were handed over without having been spoken there: mostly words handed over twice. */
  readonly extra: readonly number[];
}

/** A word that is handed over twice must not look like a changed one: a change costs more than either, and less than both. */
const COST = { missing: 2, extra: 2, changed: 3 } as const;

const STEP = { same: 0, changed: 1, missing: 2, extra: 3 } as const;

/** Time and memory grow with spoken x handed; a talk of ten minutes has 1,500 words. Marks and case do not count. */
export function alignWords(spoken: readonly string[], handed: readonly string[]): Alignment {
  const [a, b] = [spoken.map(toBare), handed.map(toBare)];
  const steps = cheapestSteps(a, b);
  const width = b.length + 1;
  const handedFor: (number | undefined)[] = new Array(a.length).fill(undefined);
  const changed: number[] = [];
  const extra: number[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 || j > 0) {
    const step = i === 0 ? STEP.extra : j === 0 ? STEP.missing : steps[i * width + j];
    if (step === STEP.extra) {
      j -= 1;
      extra.push(j);
      continue;
    }
    i -= 1;
    if (step === STEP.missing) continue;
    j -= 1;
    handedFor[i] = j;
    if (step === STEP.changed) changed.push(i);
  }
  return { handedFor, changed: changed.reverse(), extra: extra.reverse() };
}

/** For each pair of lengths the last step of the cheapest edit. */
function cheapestSteps(a: readonly string[], b: readonly string[]): Uint8Array {
  const width = b.length + 1;
  const steps = new Uint8Array((a.length + 1) * width);
  let above = Uint32Array.from({ length: width }, (_, j) => j * COST.extra);
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint32Array(width);
    row[0] = i * COST.missing;
    for (let j = 1; j < width; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const meet = (above[j - 1] ?? 0) + (isSame ? 0 : COST.changed);
      const missing = (above[j] ?? 0) + COST.missing;
      const extra = (row[j - 1] ?? 0) + COST.extra;
      const least = Math.min(meet, missing, extra);
      row[j] = least;
      const met = isSame ? STEP.same : STEP.changed;
      steps[i * width + j] = least === meet ? met : least === missing ? STEP.missing : STEP.extra;
    }
    above = row;
  }
  return steps;
}

/** The words of a text, as they are compared with each other. */
export function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => toBare(word) !== '');
}

/** Without case, marks and other signs. */
export function toBare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
