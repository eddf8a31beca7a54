/** Draws a trace as a tree of text: each span's name, service, start and duration. */
import { durations } from './durations.ts';
import type { Row } from './rows.ts';

export interface TreeColours {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly red: (text: string) => string;
}

const PLAIN: TreeColours = { dim: String, bold: String, red: String };

/** One line for each row. Times are since the trace's beginning. */
export function toTree(rows: readonly Row[], colours: TreeColours = PLAIN): string[] {
  const startMs = Math.min(...rows.map((row) => row.startMs));
  const cells = rows.map((row, i) => ({
    row,
    name: `${branchOf(rows, i)}${row.label}`,
    begins: `+${Math.round(row.startMs - startMs)} ms`,
  }));
  const width = Math.max(...cells.map(({ name }) => name.length));
  const services = Math.max(...rows.map(({ service }) => service.length));
  return cells.map(({ row, name, begins }) => {
    const isFailed = row.spans.some((span) => span.isFailed);
    const told = isFailed ? colours.red(name.padEnd(width)) : colours.bold(name.padEnd(width));
    const took = durations(row.spans);
    return `${told}  ${colours.dim(row.service.padEnd(services))}  ${begins.padStart(9)}  ${took}${isFailed ? '  failed' : ''}`;
  });
}

/** The branch before a row, e.g. `│  ├─ `. It depends on the depths of the rows that follow. */
function branchOf(rows: readonly Row[], index: number): string {
  const depth = rows[index]?.depth ?? 0;
  if (depth === 0) return '';
  const later = rows.slice(index + 1);
  const goesOn = (level: number): boolean => {
    const next = later.find((row) => row.depth <= level);
    return next?.depth === level;
  };
  const bars = Array.from({ length: depth - 1 }, (_, i) => (goesOn(i + 1) ? '│  ' : '   '));
  return `${bars.join('')}${goesOn(depth) ? '├─ ' : '└─ '}`;
}
