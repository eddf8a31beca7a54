/** The fuzzer's command line. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';

export interface FuzzOptions {
  /** The attacks begin with it; what each throws follows from it. */
  readonly seed: number;
  /** How long the attacks go on, without starting and measuring; undefined: until the frames are thrown. */
  readonly seconds: number | undefined;
  /** How many frames are thrown at least; undefined: until the time is up. */
  readonly frames: number | undefined;
  /** Names of the attacks that run; all when empty. */
  readonly only: readonly string[];
  readonly json: boolean;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: FuzzOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const DEFAULT_SECONDS = 30;
const MAX_SECONDS = 86_400;
const MAX_SEED = 0xffff_ffff;

export const usage = (attacks: readonly string[]): string => `Usage: npm run fuzz [-- options]

Starts servers of its own on loopback and attacks them with malformed, oversized, endless and vanishing input, while a
bystander's session speaks at its natural pace. Reports crashes, wrong answers, the bystander's latency and memory.

  --seconds 30          how long to attack (default ${DEFAULT_SECONDS}, unless --frames is given)
  --frames 100000       stop when this many frames were thrown; with --seconds, whichever comes first
  --seed 1              begin with this seed, to repeat a run (default: a new one, which is printed)
  --only a,b            only these attacks: ${attacks.join(', ')}
  --json                print the report as JSON, and nothing else
  --help                this text

Exit: 0 nothing was found; 1 something was, or the fuzzer failed; 2 wrong usage.
`;

/** @param args without the program's name. @param freshSeed for a run without one. @param attacks every name. */
export function parseArguments(
  args: readonly string[],
  freshSeed: number,
  attacks: readonly string[],
): ParsedArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string' },
        frames: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const only = values.only
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const unknown = only.filter((name) => !attacks.includes(name));
    if (unknown.length > 0) return wrong(`no attack is called ${unknown.join(', ')}`);
    const frames = values.frames === undefined ? undefined : whole('frames', values.frames, 1, Number.MAX_SAFE_INTEGER);
    const seconds = values.seconds === undefined ? undefined : whole('seconds', values.seconds, 1, MAX_SECONDS);
    const seed = values.seed === undefined ? freshSeed : whole('seed', values.seed, 0, MAX_SEED);
    const isOpenEnded = seconds === undefined && frames === undefined;
    return {
      kind: 'run',
      options: { seed, frames, seconds: isOpenEnded ? DEFAULT_SECONDS : seconds, only, json: values.json },
    };
  } catch (error) {
    return wrong((error as Error).message.split(/\n|\. /)[0] ?? '');
  }
}

const wrong = (message: string): ParsedArguments => ({
  kind: 'wrong',
  message: `${message} (--help shows the options)`,
});

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} is a whole number from ${least} to ${most}, not ${text}`);
}
