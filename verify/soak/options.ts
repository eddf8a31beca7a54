/** The soak's command line. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  readonly minutes: number;
  readonly sessions: number;
  /** Every choice follows from it; what the machine makes of them does not. */
  readonly seed: number;
  /** 1 is usual, 0 none. */
  readonly faults: number;
  /** The other experiment: one session is broken, spoiled and flooded, the others are measured. */
  readonly isolation: boolean;
  readonly json: boolean;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: SoakOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const DEFAULTS = { minutes: 30, sessions: 50, isolationMinutes: 2, isolationSessions: 100, faults: 1 } as const;
const MAX_SEED = 0xffff_ffff;

export const USAGE = `Usage: npm run soak [-- options]

Starts an embedded server as a process of its own and keeps sessions on the air in it: speakers of numbered audio at
their natural pace, listeners, lost and refreshed sockets, pauses, sessions that end and begin, and faults of the services
behind the server. Counts every block of speech, and watches latency, memory and the log.

  --minutes 30        how long (default ${DEFAULTS.minutes}; fractions are taken)
  --sessions 50       how many at a time (default ${DEFAULTS.sessions})
  --faults 1          how often the services fail, 0 to 5; 1 cuts every second stream short, 0 none (default ${DEFAULTS.faults})
  --isolation         instead: one session crashes, loses its streams, and floods; the others must not notice
                      (default ${DEFAULTS.isolationSessions} sessions, ${DEFAULTS.isolationMinutes} minutes)
  --seed 1            begin with this seed (default: a new one, which is printed)
  --json              print the report as JSON, and nothing else
  --help              this text

Exit: 0 nothing was missing, doubled or broken; 1 something was, or the soak failed; 2 wrong usage.
`;

/** @param args without the program's name. @param freshSeed for a run without one. */
export function parseArguments(args: readonly string[], freshSeed: number): ParsedArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string' },
        sessions: { type: 'string' },
        faults: { type: 'string' },
        isolation: { type: 'boolean', default: false },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const { isolation, json } = values;
    const minutes = isolation ? DEFAULTS.isolationMinutes : DEFAULTS.minutes;
    const sessions = isolation ? DEFAULTS.isolationSessions : DEFAULTS.sessions;
    return {
      kind: 'run',
      options: {
        minutes: numberOf('minutes', values.minutes, { least: 0.1, most: 10_000, fallback: minutes }),
        sessions: whole('sessions', values.sessions, { least: 2, most: 400, fallback: sessions }),
        faults: numberOf('faults', values.faults, { least: 0, most: 5, fallback: DEFAULTS.faults }),
        seed: whole('seed', values.seed, { least: 0, most: MAX_SEED, fallback: freshSeed }),
        isolation,
        json,
      },
    };
  } catch (error) {
    const first = (error as Error).message.split(/\n|\. /)[0] ?? '';
    return { kind: 'wrong', message: `${first} (--help shows the options)` };
  }
}

interface Limits {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

function numberOf(name: string, text: string | undefined, { least, most, fallback }: Limits): number {
  if (text === undefined) return fallback;
  const value = /^\d{1,10}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} is a number from ${least} to ${most}, not ${text}`);
}

function whole(name: string, text: string | undefined, limits: Limits): number {
  const value = numberOf(name, text, limits);
  if (Number.isInteger(value)) return value;
  throw new Error(`--${name} is a whole number, not ${text}`);
}
