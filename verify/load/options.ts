/** The command line of `npm run load`. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';
import { LOADS, loadNamed } from './loads.ts';
import type { LoadName } from './targets.ts';

export interface LoadOptions {
  readonly load: LoadName;
  readonly seconds: number;
  readonly speakers: number;
  /** Of each session. */
  readonly listeners: number;
  readonly chunkMs: number;
  /** A server in embedded mode that runs already; undefined: one is started. */
  readonly url: string | undefined;
  /** Its admin port, for its own figures. */
  readonly adminUrl: string | undefined;
  /** Every span is recorded and exported to a receiver that counts them. */
  readonly traces: boolean;
  /** Times are judged. */
  readonly isTimed: boolean;
  /** Where the server leaves a CPU profile. */
  readonly profileFolder: string | undefined;
  readonly json: boolean;
}

export type Parsed<O> =
  | { readonly kind: 'run'; readonly options: O }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const DEFAULT_SECONDS = 60;
/** What stamped audio is counted in. */
const BLOCK_MS = 20;

export const USAGE = `Usage: npm run load -- <load> [options]

Starts a server in AWS mode, and beside it, each as a process of its own, local endpoints for what it needs of AWS, with
a recogniser that reads numbered audio and a pipeline that delivers a fixed sound at once. Loads it with k6, and reports
latencies, losses, and who used how much of the machine; the chart is left in verify/load/out/. k6 is taken from the PATH (1.0
or newer), or built once with Go.

${LOADS.map(({ name, summary }) => `  ${name.padEnd(15)} ${summary}`).join('\n')}

  --seconds ${DEFAULT_SECONDS}        how long, once everybody is in (default ${DEFAULT_SECONDS})
  --speakers 100      how many sessions
  --listeners 1       how many of each session
  --chunk-ms 20       20, 40, 80, 100 or 200: a chunk's length (default 20; fan-out 100)
  --traces            record every span; a local receiver counts them, and none may be dropped
  --untimed           measure times and do not judge them
  --url http://...    load an embedded server that runs already; start it with EMBEDDED_ASR=stamped and the
                      limits of verify/load/server-environment.ts
  --admin-url http:// its admin port, for its own figures
  --profile folder    leave a CPU profile of the server there
  --json              print the report as JSON, and nothing else
  --help              this text

Exit: 0 every threshold is kept; 1 one is missed, or the load failed; 2 wrong usage.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed<LoadOptions> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seconds: { type: 'string' },
        speakers: { type: 'string' },
        listeners: { type: 'string' },
        'chunk-ms': { type: 'string' },
        url: { type: 'string' },
        'admin-url': { type: 'string' },
        traces: { type: 'boolean', default: false },
        untimed: { type: 'boolean', default: false },
        profile: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const [name, ...more] = positionals;
    const load = loadNamed(name ?? '');
    if (load === undefined || more.length > 0) {
      throw new Error(`name one load of ${LOADS.map((each) => each.name).join(', ')}`);
    }
    if (values.url !== undefined && (values.traces || values.profile !== undefined)) {
      throw new Error('--traces and --profile are for a server that is started here, not with --url');
    }
    return {
      kind: 'run',
      options: {
        load: load.name,
        seconds: whole('seconds', values.seconds, 5, 3_600, DEFAULT_SECONDS),
        speakers: whole('speakers', values.speakers, 1, 1_000, load.speakers),
        listeners: whole('listeners', values.listeners, 0, 1_000, load.listeners),
        chunkMs: chunkMs(values['chunk-ms'], load.chunkMs),
        url: address('url', values.url),
        adminUrl: address('admin-url', values['admin-url']),
        traces: values.traces,
        isTimed: !values.untimed,
        profileFolder: values.profile,
        json: values.json,
      },
    };
  } catch (error) {
    const first = (error as Error).message.split(/\n|\. /)[0] ?? '';
    return { kind: 'wrong', message: `${first} (--help shows the options)` };
  }
}

/** Undefined: the fallback. */
export function whole(name: string, text: string | undefined, least: number, most: number, fallback: number): number {
  if (text === undefined) return fallback;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`--${name} is a whole number from ${least} to ${most}, not ${text}`);
}

function chunkMs(text: string | undefined, fallback: number): number {
  const value = whole('chunk-ms', text, BLOCK_MS, 200, fallback);
  // The audio begins again after ten seconds, between two chunks.
  if (value % BLOCK_MS === 0 && 10_000 % value === 0) return value;
  throw new Error(`--chunk-ms is 20, 40, 80, 100 or 200, not ${text}`);
}

function address(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = text.replace(/^ws/, 'http').replace(/\/$/, '');
  if (!/^https?:\/\/[^/]+$/.test(url))
    throw new Error(`--${name} is an address like http://127.0.0.1:8080, not ${text}`);
  return url;
}
