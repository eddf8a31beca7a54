/** The command line of `npm run repeats`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { flag, text, whole } from '../../testkit/command/option.ts';

export interface RepeatsOptions {
  readonly folders: readonly string[];
  readonly withShapes: boolean;
  readonly min: number;
  readonly most: number;
  readonly root: string;
  readonly isJson: boolean;
}

export const REPEATS = commandLine({
  name: 'repeats',
  call: 'npm run repeats [-- options] [folders...]',
  about: `
Lists pairs of places that have six or more identical lines, the longest first, and counts them by area: product (src, pipeline,
web, emulators), programs (all other folders) and test. Pairs in test are counted but not listed, unless folders are named.

Lines are compared without the white space around them. Blank lines, lines of comments, imports, re-exports and lines of only
punctuation neither count nor interrupt a run. A pair is a longest run of lines that count, in two files or in two places of one
file that do not overlap; of pairs that overlap in both places, only the longest counts. A run in three places is three pairs.
Reads all .ts and .mjs files that git tracks, from the working tree; generated files are not tracked.`,
  operands: { 'folders...': 'only these, tests too ("." is everything)' },
  options: {
    shapes: flag(
      'also pairs that differ only in names, texts and numbers. Only code is listed: no declarations (more than half of ' +
        'the lines are interfaces and types) and no lists (fewer than 4 different lines)',
    ),
    min: whole({ shown: 'lines', help: 'how many lines make a pair', least: 1, fallback: 6 }),
    most: whole({
      shown: 'pairs',
      help: 'exit with 1 when more identical pairs than this are listed',
      least: 0,
    }),
    root: text({ shown: 'path', help: 'the repository to read (default: this folder)' }),
    json: flag('print everything as JSON, including pairs in test, declarations and lists'),
  },
  notes: 'Exit: 0 done; 1 more than --most; 2 wrong usage.',
  settle: ({ shapes, min, most, root, json }, folders): RepeatsOptions => ({
    folders: folders.map((folder) => folder.replace(/^\.\/|\/+$/g, '')),
    withShapes: shapes,
    min,
    most: most ?? Number.POSITIVE_INFINITY,
    root: root ?? '.',
    isJson: json,
  }),
});
