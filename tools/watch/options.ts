/** The command line of `npm run watch`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { address, flag } from '../../testkit/command/option.ts';

export interface WatchOptions {
  /** Undefined: the only live session. */
  readonly sessionId: string | undefined;
  /** Address of the admin port. */
  readonly url: string;
  readonly once: boolean;
  readonly json: boolean;
}

/** The admin port's own default. */
const DEFAULT_URL = 'http://127.0.0.1:9090';

export const WATCH = commandLine({
  name: 'watch',
  call: 'npm run watch -- [session id] [options]',
  about: `
Shows a live session from inside, as it changes: the states of its charts, its counters, its last changes of state. Asks
the admin port of a running server on this machine and changes nothing.`,
  operands: { 'session id': 'which session (default: the only one there is)' },
  options: {
    url: address({ shown: 'address', help: 'the server’s admin port', fallback: DEFAULT_URL, mayHavePath: true }),
    once: flag('print how it stands, and end'),
    json: flag('one JSON document for each change, as docs/inspector.md has it'),
  },
  notes: `
In a terminal the picture is redrawn in place; elsewhere it is printed once and each change follows as a line.
Exit: 0 the session is over, or --once is done; 1 no such server or session; 2 wrong usage. NO_COLOR turns colours off.`,
  settle: ({ url, once, json }, [sessionId, ...more]): WatchOptions => {
    if (more.length > 0) throw new WrongUsage('one session at a time');
    return { sessionId, url, once, json };
  },
});
