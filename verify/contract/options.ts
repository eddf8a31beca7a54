/** The command line of `npm run contract`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { address, flag, repeated, whole } from '../../testkit/command/option.ts';
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
  /** The promises are printed and none is checked. */
  readonly onlyLists: boolean;
  readonly json: boolean;
}

export const CONTRACT = commandLine({
  name: 'contract',
  call: 'npm run contract [-- options]',
  about: `
Holds a running server against the wire contract, promise by promise, as an independent client. Starts the servers it
needs, each with the settings under which a promise shows in seconds, and stops them again.`,
  options: {
    url: address({
      shown: 'http://...',
      help:
        'look at a server that runs already, in embedded mode and with its default limits. Promises that need other ' +
        'settings, or what this server does not have, are skipped with the reason; one that takes few speakers at a time ' +
        'is asked less at a time. On Linux each client has an address of its own of the loopback network; from elsewhere ' +
        'all share one, and are paced to stay under the limits of an address: some 15 minutes',
      mayHavePath: true,
    }),
    'through-proxy': flag(
      'that server is behind a proxy, and its TRUSTED_PROXIES has the proxy’s address. Promises about what a proxy settles itself are skipped',
    ),
    forwarded: flag(
      'that server believes this machine’s X-Forwarded-For (TRUSTED_PROXIES): it gives each client an address',
    ),
    only: repeated({
      shown: '3',
      help: 'promises of section 3 only; or those whose id or claim has this text. May be repeated',
    }),
    'at-once': whole({ shown: '12', help: 'checks at a time', least: 1, most: 100, fallback: 12 }),
    list: flag('print the promises and check nothing'),
    json: flag('print one JSON document instead of lines'),
  },
  notes: `
One line a promise: ✓ kept, ✗ broken with what was expected and what came, – skipped with the reason,
○ not yet promised.
Exit: 0 nothing is broken; 1 something is; 2 wrong usage, or the server cannot be reached. NO_COLOR turns colours off.`,
  settle: ({ url, only, json, list: onlyLists, 'at-once': atOnce, ...values }): SuiteOptions => {
    const { forwarded: isForwarded, 'through-proxy': isThroughProxy } = values;
    if (url === undefined && (isForwarded || isThroughProxy))
      throw new WrongUsage('--through-proxy and --forwarded need --url');
    return { url, isThroughProxy, isForwarded, only, atOnce, onlyLists, json };
  },
});

/** A bare number is a section; anything else is looked for in ids and claims. No filter lets everything through. */
export function chosen(promises: readonly Promised[], only: readonly string[]): Promised[] {
  const isMeant = ({ id, claim }: Promised, filter: string) =>
    /^\d+$/.test(filter) ? id.startsWith(`${filter}.`) : `${id} ${claim}`.toLowerCase().includes(filter.toLowerCase());
  return promises.filter((promise) => only.length === 0 || only.some((filter) => isMeant(promise, filter)));
}
