/** The words of a paragraph with the time of each: a share of its line's time, by width. Pure. */
import { runningText } from '../running-text.ts';
import { toUnits, type Unit } from './columns.ts';
import type { KeptLine } from './kept-line.ts';
import type { Span } from './line-times.ts';

/** How well a caption may end after it: after a sentence best. */
export type Ending = 'sentence' | 'clause' | 'word';

export interface TimedUnit extends Unit, Span {
  readonly ending: Ending;
}

const SENTENCE = /[.!?。！？؟…][\p{Pe}\p{Pf}"']*$/u;
const CLAUSE = /[,;:、，；：،؛–—][\p{Pe}\p{Pf}"']*$/u;

export function toTimedUnits(lines: readonly KeptLine[]): TimedUnit[] {
  const texts = runningText(lines);
  return lines.flatMap(({ startMs, endMs }, i) => {
    const units = toUnits(texts[i] ?? '');
    const all = units.reduce((sum, { columns }) => sum + columns, 0);
    const atMs = (columns: number) => startMs + Math.round(((endMs - startMs) * columns) / Math.max(1, all));
    let columns = 0;
    return units.map((unit) => {
      const span = { startMs: atMs(columns), endMs: atMs(columns + unit.columns) };
      columns += unit.columns;
      return { ...unit, ...span, ending: endingOf(unit.text) };
    });
  });
}

function endingOf(text: string): Ending {
  if (SENTENCE.test(text)) return 'sentence';
  return CLAUSE.test(text) ? 'clause' : 'word';
}
