/** The table's command line. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';
import { type Form, idOf, type RowFacts } from './row.ts';

export interface TableOptions {
  readonly only: readonly string[];
  readonly form: Form;
  readonly json: boolean;
  readonly markdown: boolean;
}

export type Parsed =
  | { readonly kind: 'run' | 'list'; readonly options: TableOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const FULL: Form = { speechMs: 5_000, lanes: 10 };
const SHORT: Form = { speechMs: 2_600, lanes: 16 };
const MAX_LANES = 64;

export const USAGE = `Usage: npm run faults [-- options]

Makes each service behind the server fail in each way it can, at each moment of a broadcast, and counts every block of
speech: sent, covered by a final, missing, doubled, and how long it took. Starts the servers it needs and stops them.

  --only stall       only rows whose service, fault or moment has this text; may be repeated
  --short            less speech in each row and more of them at a time: all of it in under a minute
  --lanes ${FULL.lanes}         rows at a time (with --short ${SHORT.lanes})
  --list             print the rows and run none
  --json             print one JSON document instead of lines
  --markdown         also write the table into docs/recovery.md
  --help             this text

recovery: from the injection to the first event of the next stream. latest: the longest from sending a word to a
listener's having its final. Exit: 0 every row holds; 1 something was missing or doubled; 2 wrong usage.
NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        short: { type: 'boolean', default: false },
        lanes: { type: 'string' },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const form = values.short ? SHORT : FULL;
    const lanes = Number(values.lanes ?? form.lanes);
    if (!(Number.isInteger(lanes) && lanes >= 1 && lanes <= MAX_LANES)) {
      return { kind: 'wrong', message: `--lanes is 1 to ${MAX_LANES}, not ${values.lanes}` };
    }
    const { only, json, markdown } = values;
    if (markdown && only.length > 0) return { kind: 'wrong', message: '--markdown writes the whole table, not --only' };
    return { kind: values.list ? 'list' : 'run', options: { only, json, markdown, form: { ...form, lanes } } };
  } catch (error) {
    return { kind: 'wrong', message: (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '' };
  }
}

/** No filter lets everything through. */
export function chosen(rows: readonly RowFacts[], only: readonly string[]): RowFacts[] {
  const isMeant = (row: RowFacts, text: string) => idOf(row).toLowerCase().includes(text.toLowerCase());
  return rows.filter((row) => only.length === 0 || only.some((text) => isMeant(row, text)));
}
