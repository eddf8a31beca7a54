/** Aligns a hypothesis with the previous one, word by word, at the lowest cost (edit distance). Compares keys only. */
import { letterEnds, rejoined } from './word-letters.ts';

/** Words of the earlier hypothesis, and the words of the later one that replace them. `to` is the index after the last word. */
export interface AlignmentStep {
  readonly earlier: WordRange;
  readonly later: WordRange;
  /**
   * `same`: the two have the same letters (`can not` and `cannot`). `cut`: the later one begins with all letters of the earlier
   * one, which ends inside a word (`can no` and `cannot`). `other`: neither.
   */
  readonly letters: 'same' | 'cut' | 'other';
}

export interface WordRange {
  readonly from: number;
  readonly to: number;
}

const GAP = 1;
/** Changing a word costs less than dropping one and adding one, and the more alike the words are, the less it costs. */
const CHANGE_AT_LEAST = 0.4;
const CHANGE_AT_MOST = 0.9;
/** Cost for words that are joined or split: `can not` and `cannot`. */
const REJOINED = 0.1;
/** Cost for joined words at the end of the earlier hypothesis, which ends inside a word: `can no` and `cannot`. */
const REJOINED_CUT = 0.4;
/** Most words that may be joined into one with the same letters: `1 9 8 4` and `1984`. */
const MOST_REJOINED = 4;

/** How many words a step takes of each side. */
type Step = readonly [earlier: number, later: number];
// Of steps with the same cost the first is taken, so that words are dropped as late as possible.
const STEPS: readonly Step[] = [[1, 0], [1, 1], ...rejoining(), [0, 1]];

/**
 * @returns the steps in order, up to the end of the earlier hypothesis. The later one may be longer: its words after that cost
 * nothing.
 */
export function alignWords(earlier: readonly string[], later: readonly string[]): AlignmentStep[] {
  const width = later.length + 1;
  const costs = new Float64Array((earlier.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  const steps: (Step | undefined)[] = new Array(costs.length);
  const costOf = stepCosts(earlier, later);
  costs[0] = 0;
  for (let i = 0; i <= earlier.length; i++) {
    for (let j = 0; j < width; j++) {
      for (const step of STEPS) {
        const [a, b] = step;
        if (a > i || b > j) continue;
        const cost = (costs[(i - a) * width + j - b] ?? 0) + costOf(i, j, step);
        if (cost >= (costs[i * width + j] ?? 0)) continue;
        costs[i * width + j] = cost;
        steps[i * width + j] = step;
      }
    }
  }
  return trace(earlier, later, costs.subarray(earlier.length * width), steps);
}

/** @returns a function for the cost of a step that ends before word `i` of the earlier and word `j` of the later hypothesis. */
function stepCosts(earlier: readonly string[], later: readonly string[]): (i: number, j: number, step: Step) => number {
  const [ends, laterEnds] = [letterEnds(earlier), letterEnds(later)];
  return (i, j, [a, b]) => {
    if (a === 0 || b === 0) return GAP;
    const [was, is] = [earlier[i - a] ?? '', later[j - b] ?? ''];
    if (a === 1 && b === 1) {
      return was === is ? 0 : CHANGE_AT_MOST - (CHANGE_AT_MOST - CHANGE_AT_LEAST) * likeness(was, is);
    }
    // Words are rarely joined or split, and the number of letters shows that in most cases. So it is compared first.
    if (was.length === is.length) return Number.POSITIVE_INFINITY;
    const count = (ends[i - 1] ?? 0) - (ends[i - a - 1] ?? 0);
    const laterCount = (laterEnds[j - 1] ?? 0) - (laterEnds[j - b - 1] ?? 0);
    if (count > laterCount || (count < laterCount && i < earlier.length)) return Number.POSITIVE_INFINITY;
    const letters = rejoined(earlier.slice(i - a, i), later.slice(j - b, j));
    return letters === undefined ? Number.POSITIVE_INFINITY : { same: REJOINED, cut: REJOINED_CUT }[letters];
  };
}

function trace(
  earlier: readonly string[],
  later: readonly string[],
  lastRow: Float64Array,
  steps: readonly (Step | undefined)[],
): AlignmentStep[] {
  const path: AlignmentStep[] = [];
  let i = earlier.length;
  let j = lastRow.indexOf(Math.min(...lastRow));
  for (let step = steps[i * (later.length + 1) + j]; step !== undefined; step = steps[i * (later.length + 1) + j]) {
    const [from, to] = [i - step[0], j - step[1]];
    const letters = compareLetters(earlier.slice(from, i), later.slice(to, j));
    path.push({ earlier: { from, to: i }, later: { from: to, to: j }, letters });
    i = from;
    j = to;
  }
  return path.reverse();
}

function compareLetters(was: readonly string[], is: readonly string[]): AlignmentStep['letters'] {
  if (was.length === 1 && is.length === 1) return was[0] === is[0] ? 'same' : 'other';
  return rejoined(was, is) ?? 'other';
}

function rejoining(): Step[] {
  const counts = Array.from({ length: MOST_REJOINED }, (_, i) => i + 1);
  return counts.flatMap((a) => counts.map((b): Step => [a, b])).filter(([a, b]) => a + b > 2);
}

/** @returns the share of letters that are the same at the beginning and the end of two words, 0 to 1. */
function likeness(was: string, is: string): number {
  const shorter = Math.min(was.length, is.length);
  let front = 0;
  while (front < shorter && was[front] === is[front]) front++;
  let back = 0;
  while (back < shorter - front && was.at(-1 - back) === is.at(-1 - back)) back++;
  return (front + back) / Math.max(was.length, is.length);
}
