/** The command line of `npm run validate`. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';
import { loadNamed } from './loads.ts';
import { type LoadOptions, type Parsed, whole } from './options.ts';
import { VALIDATED_LOADS } from './validation.ts';

export interface ValidateOptions {
  readonly loads: readonly LoadOptions[];
  readonly json: boolean;
  /** The table and the charts go into docs/. */
  readonly write: boolean;
}

const DEFAULT_SECONDS = 60;

export const USAGE = `Usage: npm run validate [-- options]

Holds the server against the latency targets of the requirements, under load: 100 speakers of 50 chunks a second, 100
speakers of 10 controls a second, 100 speakers who ask for their status, and 500 listeners of one session, one load after
the other; every span is recorded and exported, and none may be dropped. See npm run load -- --help for what runs.

  --seconds ${DEFAULT_SECONDS}        of each load (default ${DEFAULT_SECONDS})
  --speakers 100      of the loads that have many (default 100)
  --no-traces         without recording spans
  --write             write the table into docs/performance.md, and the charts beside it
  --json              print the table as JSON, with the reports of the loads, and nothing else
  --help              this text

Exit: 0 every target is met and nothing was lost; 1 not, or a load failed; 2 wrong usage.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed<ValidateOptions> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        speakers: { type: 'string' },
        'no-traces': { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const seconds = whole('seconds', values.seconds, 5, 3_600, DEFAULT_SECONDS);
    const speakers = whole('speakers', values.speakers, 1, 1_000, 100);
    const loads = VALIDATED_LOADS.flatMap((name): LoadOptions[] => {
      const load = loadNamed(name);
      if (load === undefined) return [];
      return [
        {
          load: name,
          seconds,
          speakers: load.speakers === 1 ? 1 : speakers,
          listeners: load.listeners,
          chunkMs: load.chunkMs,
          url: undefined,
          adminUrl: undefined,
          traces: !values['no-traces'],
          isTimed: true,
          profileFolder: undefined,
          json: values.json,
        },
      ];
    });
    return { kind: 'run', options: { loads, json: values.json, write: values.write } };
  } catch (error) {
    const first = (error as Error).message.split(/\n|\. /)[0] ?? '';
    return { kind: 'wrong', message: `${first} (--help shows the options)` };
  }
}
