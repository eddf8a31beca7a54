/** Where a paragraph is cut into captions, and a caption into two lines. Pure. */
import { LINE_COLUMNS } from './columns.ts';
import type { Ending, TimedUnit } from './timed-units.ts';

/** A caption stays no longer than this, ms, unless it is one word. */
export const LONGEST_MS = 7_000;
/** A silence that no caption goes over, ms. */
const PAUSE_MS = 1_500;
const LINES = 2;

/** What a cut costs: one for each caption, more after a worse ending, and more for a caption that is nearly empty. */
const CUT = 1;
const AFTER: Readonly<Record<Ending, number>> = { sentence: 0, clause: 0.4, word: 1 };
const EMPTY = 0.8;
/** By how many columns lines may differ for a break after a sentence or clause, instead of after any word. */
const BETTER_BREAK: Readonly<Record<Ending, number>> = { sentence: 20, clause: 16, word: 0 };

/** @returns units of each caption, cut so that all captions together cost least. */
export function toCaptions(units: readonly TimedUnit[]): (readonly TimedUnit[])[] {
  const least = [0];
  const cutBefore = [0];
  for (let from = 0; from < units.length; from++) {
    const sum = least[from] ?? 0;
    for (const { to, columns } of captionsFrom(units, from)) {
      const cost = sum + costOf(units[to - 1]?.ending ?? 'word', columns, to === units.length);
      if (cost >= (least[to] ?? Number.POSITIVE_INFINITY)) continue;
      least[to] = cost;
      cutBefore[to] = from;
    }
  }
  const captions: (readonly TimedUnit[])[] = [];
  for (let to = units.length; to > 0; to = cutBefore[to] ?? 0) captions.unshift(units.slice(cutBefore[to] ?? 0, to));
  return captions;
}

/** @returns the texts of one or two lines, about equally long, broken at a good place. */
export function toLineTexts(units: readonly TimedUnit[]): string[] {
  const all = columnsIn(units);
  if (all <= LINE_COLUMNS) return [textOf(units)];
  let best = { at: 1, cost: Number.POSITIVE_INFINITY };
  for (let at = 1; at < units.length; at++) {
    const [first, second] = [columnsIn(units.slice(0, at)), columnsIn(units.slice(at))];
    if (Math.max(first, second) > LINE_COLUMNS) continue;
    const cost = Math.abs(first - second) - BETTER_BREAK[units[at - 1]?.ending ?? 'word'];
    if (cost < best.cost) best = { at, cost };
  }
  return [textOf(units.slice(0, best.at)), textOf(units.slice(best.at))];
}

/** @returns the captions that may begin with a unit: by their end (exclusive), the shortest first. At least one. */
function captionsFrom(units: readonly TimedUnit[], from: number): { to: number; columns: number }[] {
  const found: { to: number; columns: number }[] = [];
  const begun = units[from];
  let [line, inLine, columns] = [1, 0, 0];
  for (let i = from; i < units.length; i++) {
    const [unit, before] = [units[i], units[i - 1]];
    if (unit === undefined || begun === undefined) break;
    const isTooLong = unit.endMs - begun.startMs > LONGEST_MS || unit.startMs - (before?.endMs ?? 0) >= PAUSE_MS;
    if (i > from && isTooLong) break;
    const more = (inLine > 0 ? unit.gap.length : 0) + unit.columns;
    if (inLine + more > LINE_COLUMNS) line += 1;
    if (line > LINES) break;
    inLine = inLine + more > LINE_COLUMNS ? unit.columns : inLine + more;
    columns += unit.columns + unit.gap.length;
    found.push({ to: i + 1, columns });
  }
  return found;
}

function costOf(ending: Ending, columns: number, isLast: boolean): number {
  const empty = Math.max(0, 1 - columns / (LINES * LINE_COLUMNS));
  return CUT + (isLast ? 0 : AFTER[ending]) + EMPTY * empty ** 2;
}

function columnsIn(units: readonly TimedUnit[]): number {
  return units.reduce((sum, { columns, gap }, i) => sum + columns + (i > 0 ? gap.length : 0), 0);
}

function textOf(units: readonly TimedUnit[]): string {
  return units.map(({ gap, text }, i) => (i > 0 ? gap + text : text)).join('');
}
