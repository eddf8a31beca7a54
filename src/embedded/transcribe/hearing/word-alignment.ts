/** Aligns a hypothesis with the one before it, word by word, at the least cost (edit distance). Compares keys only. */

export interface Alignment {
  /** For each word of the earlier one: how many words of the later one it and the words before it cover. */
  readonly covered: readonly number[];
  /** For each word of the later one: the word of the earlier one that is the same, if one is. */
  readonly sameAs: readonly (number | undefined)[];
}

const GAP = 1;
/** A word changed costs less than one dropped and one added, the less the more alike they are. */
const CHANGE_AT_LEAST = 0.4;
const CHANGE_AT_MOST = 0.9;
/** `can not` and `cannot`. */
const REJOINED = 0.1;

/** A step back through the table: how many words it takes of each side. */
type Step = readonly [earlier: number, later: number];
// At the same cost the first is taken, so that what is left out is as late as it can be.
const STEPS: readonly Step[] = [
  [1, 0],
  [1, 1],
  [2, 1],
  [1, 2],
  [0, 1],
];

/** The later one may be longer: words after the earlier one's end cost nothing. */
export function alignWords(earlier: readonly string[], later: readonly string[]): Alignment {
  const width = later.length + 1;
  const costs = new Float64Array((earlier.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const steps: (Step | undefined)[] = new Array(costs.length);
  costs[0] = 0;
  for (let i = 0; i <= earlier.length; i++) {
    for (let j = 0; j < width; j++) {
      for (const step of STEPS) {
        const [a, b] = step;
        if (a > i || b > j) continue;
        const cost = (costs[(i - a) * width + j - b] ?? 0) + costOf(earlier, i, later, j, step);
        if (cost >= (costs[i * width + j] ?? 0)) continue;
        costs[i * width + j] = cost;
        steps[i * width + j] = step;
      }
    }
  }
  return trace(earlier, later, costs.subarray(earlier.length * width), steps);
}

function trace(
  earlier: readonly string[],
  later: readonly string[],
  lastRow: Float64Array,
  steps: readonly (Step | undefined)[],
): Alignment {
  const covered = new Array<number>(earlier.length).fill(0);
  const sameAs = new Array<number | undefined>(later.length).fill(undefined);
  let i = earlier.length;
  let j = lastRow.indexOf(Math.min(...lastRow));
  for (let step = steps[i * (later.length + 1) + j]; step !== undefined; step = steps[i * (later.length + 1) + j]) {
    const [a, b] = step;
    for (let k = i - a; k < i; k++) covered[k] = j;
    if (a === 1 && b === 1 && earlier[i - 1] === later[j - 1]) sameAs[j - 1] = i - 1;
    i -= a;
    j -= b;
  }
  return { covered, sameAs };
}

/** Of the step that ends before word `i` of the earlier and word `j` of the later one. */
function costOf(earlier: readonly string[], i: number, later: readonly string[], j: number, [a, b]: Step): number {
  if (a === 0 || b === 0) return GAP;
  const was = earlier.slice(i - a, i).join('');
  const is = later.slice(j - b, j).join('');
  if (was === is) return a === b ? 0 : REJOINED;
  return a === b ? CHANGE_AT_MOST - (CHANGE_AT_MOST - CHANGE_AT_LEAST) * likeness(was, is) : Number.POSITIVE_INFINITY;
}

/** The share of letters that two words begin and end with alike, 0 to 1. */
function likeness(was: string, is: string): number {
  const shorter = Math.min(was.length, is.length);
  let front = 0;
  while (front < shorter && was[front] === is[front]) front++;
  let back = 0;
  while (back < shorter - front && was.at(-1 - back) === is.at(-1 - back)) back++;
  return (front + back) / Math.max(was.length, is.length);
}
