/** The arguments of `npm run repeats`. */
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run repeats [-- options] [folders...]

Lists pairs of places that have six or more identical lines, the longest first, and counts them by area: product (src, pipeline,
web, emulators), programs (all else) and test. Those of test are counted but not listed, unless folders are named.

Lines are compared without the white space around them. Blank lines, lines of comments, imports, re-exports and lines of only
punctuation neither count nor interrupt. A pair is a longest run of lines that count, in two files or in two places of one that
do not overlap; of pairs that overlap in both places the longer one counts. What is in three places is three pairs. All .ts and
.mjs files that git tracks are read, as they are in the working tree; what is generated is not tracked.

  folders...     only these, tests too ("." is everything)
  --shapes       also pairs that are alike when any name, text and number is taken for any other, and are not identical.
                 Only code is listed: not declarations (more than half of it interfaces and types), not lists (fewer than 4
                 different lines)
  --min <lines>  how many lines make a pair (default: 6)
  --most <pairs> exit with 1 when more identical pairs than this are listed
  --root <path>  the repository to read (default: this folder)
  --json         all of it for programs, of test and lists too
  --help         this text

Exit: 0 done; 1 more than --most; 2 wrong usage.
`;

export interface RepeatsOptions {
  readonly folders: readonly string[];
  readonly withShapes: boolean;
  readonly min: number;
  readonly most: number;
  readonly root: string;
  readonly isJson: boolean;
}

/** @throws Error that says what is wrong with them. */
export function optionsOf(args: readonly string[]): RepeatsOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      shapes: { type: 'boolean', default: false },
      min: { type: 'string', default: '6' },
      most: { type: 'string' },
      root: { type: 'string', default: '.' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    folders: positionals.map((folder) => folder.replace(/^\.\/|\/+$/g, '')),
    withShapes: values.shapes,
    min: wholeNumber('--min', values.min, 1),
    most: values.most === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--most', values.most, 0),
    root: values.root,
    isJson: values.json,
  };
}

function wholeNumber(name: string, value: string, least: number): number {
  if (!/^\d{1,6}$/.test(value) || Number(value) < least)
    throw new Error(`${name} is a whole number of ${least} or more, not ${value}`);
  return Number(value);
}
