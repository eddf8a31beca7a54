/** The command line of `npm run contract`. */
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { address, flag, repeated, whole } from '../../testkit/command/option.ts';
import type { Promised } from './promise.ts';

export interface SuiteOptions {
  /** Address of a running server. Undefined: the suite starts servers. */
  readonly url: string | undefined;
  /** True: that server is behind a proxy, which answers some requests itself. */
  readonly isThroughProxy: boolean;
  /** True: that server trusts X-Forwarded-For from this machine. */
  readonly isForwarded: boolean;
  readonly only: readonly string[];
  readonly atOnce: number;
  /** True: prints the promises and checks none. */
  readonly onlyLists: boolean;
  readonly json: boolean;
}

export const CONTRACT = commandLine({
  name: 'contract',
  call: 'npm run contract [-- options]',
  about: `
Checks a running server against the wire contract, promise by promise, as an independent client. Starts the servers it
needs, each with settings under which a promise can be checked in seconds, and stops them.`,
  options: {
    url: address({
      shown: 'http://...',
      help:
        'check a server that runs already, in embedded mode and with its default limits. Promises that need other settings, ' +
        'or something that this server lacks, are skipped with the reason. If it takes few speakers at a time, fewer ' +
        'checks run at a time. On Linux each client has its own address of the loopback network. Otherwise all clients ' +
        'share one address and are paced to stay under its limits, which takes some 15 minutes',
      mayHavePath: true,
    }),
    'through-proxy': flag(
      'that server is behind a proxy, and its TRUSTED_PROXIES has the proxy’s address. Promises about requests that a proxy answers itself are skipped',
    ),
    forwarded: flag(
      'that server trusts this machine’s X-Forwarded-For (TRUSTED_PROXIES), so each client gets its own address',
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

/** A number selects a section, other text is searched in ids and claims. No filter selects everything. */
export function chosen(promises: readonly Promised[], only: readonly string[]): Promised[] {
  const isMeant = ({ id, claim }: Promised, filter: string) =>
    /^\d+$/.test(filter) ? id.startsWith(`${filter}.`) : `${id} ${claim}`.toLowerCase().includes(filter.toLowerCase());
  return promises.filter((promise) => only.length === 0 || only.some((filter) => isMeant(promise, filter)));
}
