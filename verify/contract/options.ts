/** The suite's command line. */
import { parseArgs } from 'node:util';
import type { Promised } from './promise.ts';

export interface SuiteOptions {
  /** A server that runs already. */
  readonly url: string | undefined;
  /** That server is behind a proxy, which settles some things itself. */
  readonly isThroughProxy: boolean;
  /** That server believes the X-Forwarded-For of this machine. */
  readonly isForwarded: boolean;
  readonly only: readonly string[];
  readonly atOnce: number;
  readonly json: boolean;
}

export type Parsed =
  | { readonly kind: 'run' | 'list'; readonly options: SuiteOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const DEFAULT_AT_ONCE = 12;
const MAX_AT_ONCE = 100;

export const USAGE = `Usage: npm run contract [-- options]

Holds a running server against the wire contract, promise by promise, as an independent client. Starts the servers it
needs, each with the settings under which a promise shows in seconds, and stops them again.

  --url http://...   look at a server that runs already, in embedded mode and with its default limits. Promises that need
                     other settings, or what this server does not have, are skipped with the reason; one that takes few
                     speakers at a time is asked less at a time. On Linux each
                     client has an address of its own of the loopback network; from elsewhere all share one, and are
                     paced to stay under the limits of an address: some 15 minutes
  --through-proxy    that server is behind a proxy, and its TRUSTED_PROXIES has the proxy's address. Promises about what a
                     proxy settles itself are skipped
  --forwarded        that server believes this machine's X-Forwarded-For (TRUSTED_PROXIES): it gives each client an address
  --only 3           promises of section 3 only; or those whose id or claim has this text. May be repeated
  --at-once ${DEFAULT_AT_ONCE}       checks at a time
  --list             print the promises and check nothing
  --json             print one JSON document instead of lines
  --help             this text

One line a promise: ✓ kept, ✗ broken with what was expected and what came, – skipped with the reason,
○ not yet promised.
Exit: 0 nothing is broken; 1 something is; 2 wrong usage, or the server cannot be reached. NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        'through-proxy': { type: 'boolean', default: false },
        forwarded: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        'at-once': { type: 'string', default: String(DEFAULT_AT_ONCE) },
        list: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const { url, only, json, forwarded: isForwarded, 'through-proxy': isThroughProxy } = values;
    if (url === undefined && (isForwarded || isThroughProxy))
      return wrong('--through-proxy and --forwarded need --url');
    if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) return wrong(`--url is an http(s) address, not ${url}`);
    const atOnce = Number(values['at-once']);
    if (!(Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= MAX_AT_ONCE)) {
      return wrong(`--at-once is 1 to ${MAX_AT_ONCE}, not ${values['at-once']}`);
    }
    return { kind: values.list ? 'list' : 'run', options: { url, isThroughProxy, isForwarded, only, atOnce, json } };
  } catch (error) {
    return wrong((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

/** A bare number is a section; anything else is looked for in ids and claims. No filter lets everything through. */
export function chosen(promises: readonly Promised[], only: readonly string[]): Promised[] {
  const isMeant = ({ id, claim }: Promised, filter: string) =>
    /^\d+$/.test(filter) ? id.startsWith(`${filter}.`) : `${id} ${claim}`.toLowerCase().includes(filter.toLowerCase());
  return promises.filter((promise) => only.length === 0 || only.some((filter) => isMeant(promise, filter)));
}

function wrong(message: string): Parsed {
  return { kind: 'wrong', message };
}
