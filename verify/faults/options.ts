/** The command line of `npm run faults`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { flag, repeated, whole } from '../../testkit/command/option.ts';
import { type Form, idOf, type RowFacts } from './row.ts';

export interface TableOptions {
  readonly only: readonly string[];
  readonly form: Form;
  /** True: prints the rows and runs none. */
  readonly onlyLists: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
}

// More rows than two cores could start at a time: most of a row is waiting.
const FULL: Form = { speechMs: 5_000, lanes: 14 };
const SHORT: Form = { speechMs: 2_600, lanes: 20 };

export const FAULTS = commandLine({
  name: 'faults',
  call: 'npm run faults [-- options]',
  about: `
Makes each service behind the server fail in each way it can, at each moment of a broadcast, and counts every block of
speech: sent, covered by a final, missing, doubled, and how long it took. Starts the servers it needs and stops them.`,
  options: {
    only: repeated({
      shown: 'stall',
      help: 'only rows whose service, fault or moment has this text; may be repeated',
    }),
    short: flag('less speech in each row and more of them at a time: all of it in under a minute'),
    lanes: whole({
      shown: String(FULL.lanes),
      help: `rows at a time (default ${FULL.lanes}; with --short ${SHORT.lanes})`,
      least: 1,
      most: 64,
    }),
    list: flag('print the rows and run none'),
    json: flag('print one JSON document instead of lines'),
    markdown: flag('also write the table into docs/recovery.md'),
  },
  notes: `
recovery: from the injection to the first event of the next stream. latest: the longest time from sending a word to
the arrival of its final at a listener. Exit: 0 every row holds; 1 something was missing or doubled; 2 wrong usage.
NO_COLOR turns colours off.`,
  settle: ({ only, short, lanes, list: onlyLists, json, markdown }): TableOptions => {
    if (markdown && only.length > 0) throw new WrongUsage('--markdown writes the whole table, not --only');
    const form = short ? SHORT : FULL;
    return { only, form: { ...form, lanes: lanes ?? form.lanes }, onlyLists, json, markdown };
  },
});

/** Without a filter all rows are chosen. */
export function chosen(rows: readonly RowFacts[], only: readonly string[]): RowFacts[] {
  const isMeant = (row: RowFacts, text: string) => idOf(row).toLowerCase().includes(text.toLowerCase());
  return rows.filter((row) => only.length === 0 || only.some((text) => isMeant(row, text)));
}
