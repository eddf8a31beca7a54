/** The report of repeats: a line for each pair, and the number of pairs in each area. */
import { AREAS, isOfTests } from './areas.ts';
import type { Range, Repeat, Repeats } from './repeats.ts';

export interface Shown {
  readonly withShapes: boolean;
  /** Whether pairs in tests are listed; they are always counted. */
  readonly withTests: boolean;
}

export function listed<T extends Repeat>(repeats: readonly T[], withTests: boolean): T[] {
  return repeats.filter(({ area }) => withTests || !isOfTests(area));
}

export function toReport({ identical, shapes }: Repeats, { withShapes, withTests }: Shown): string {
  const lines = listed(identical, withTests).map(toLine);
  lines.push('', ...countsOf(identical, 'identical pairs'));
  if (!withShapes) return `${lines.join('\n').trimStart()}\n`;
  const code = shapes.filter(({ kind }) => kind === 'code');
  const counted = shapes.filter(({ area }) => !isOfTests(area));
  const share = (kind: string) => {
    const count = counted.filter((shape) => shape.kind === kind).length;
    return `${count} (${counted.length === 0 ? 0 : Math.round((100 * count) / counted.length)} %)`;
  };
  lines.push('', ...listed(code, withTests).map(toLine), '', ...countsOf(code, 'pairs alike in shape'));
  lines.push(
    `without test, all that are alike: ${counted.length}; code: ${share('code')}; declarations: ${share('declaration')}; lists: ${share('list')}`,
  );
  return `${lines.join('\n').trimStart()}\n`;
}

/** `a.ts:10-20 = b.ts:33-43 (9 lines)` */
export function toLine({ first, second, lines }: Repeat): string {
  const place = ({ file, from, to }: Range) => `${file}:${from}-${to}`;
  return `${place(first)} = ${place(second)} (${lines} lines)`;
}

function countsOf(repeats: readonly Repeat[], what: string): string[] {
  const count = (is: (repeat: Repeat) => boolean) => String(repeats.filter(is).length).padStart(6);
  const rows = AREAS.map((area) => `${count((repeat) => repeat.area === area)}  ${area}`);
  const total = `${count(({ area }) => !isOfTests(area))}  without test`;
  return [`${what}:`, ...rows, total];
}
