/** The command line of `npm run watch`. Parses and checks it; prints nothing. */
import { parseArgs } from 'node:util';

export interface WatchOptions {
  /** Undefined: the only one there is. */
  readonly sessionId: string | undefined;
  /** Of the admin port. */
  readonly url: string;
  readonly once: boolean;
  readonly json: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: WatchOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

/** The admin port's own default. */
export const DEFAULT_URL = 'http://127.0.0.1:9090';

export const USAGE = `Usage: npm run watch -- [session id] [options]

Shows a live session from inside, as it changes: the states of its charts, its counters, its last changes of state. Asks
the admin port of a running server on this machine and changes nothing. Without an id it takes the only session there is.

  --url ${DEFAULT_URL}   the server's admin port
  --once                        print how it stands, and end
  --json                        one JSON document for each change, as docs/inspector.md has it
  --help                        this text

In a terminal the picture is redrawn in place; elsewhere it is printed once and each change follows as a line.
Exit: 0 the session is over, or --once is done; 1 no such server or session; 2 wrong usage. NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string', default: DEFAULT_URL },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const [sessionId, ...more] = positionals;
    if (more.length > 0) return wrong('one session at a time');
    const { url, once, json } = values;
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      return wrong(`--url is an http address such as ${DEFAULT_URL}, not ${url}`);
    }
    return { kind: 'run', options: { sessionId, url: url.replace(/\/+$/, ''), once, json } };
  } catch (error) {
    return wrong((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

function wrong(message: string): Parsed {
  return { kind: 'wrong', message };
}
