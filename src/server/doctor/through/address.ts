/** Does the server see who asks? Its limits count callers by their address, so a forged one must not count. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { ClientAddress } from '../../http/client-address.ts';
import type { Finding } from '../check.ts';
import { type Answer, describeAnswer } from './http-answer.ts';
import { type Asked, HttpConnection } from './http-connection.ts';
import { fixFor } from './proxy-fixes.ts';
import { publicCheck } from './public-check.ts';

/** Addresses for documentation (RFC 5737): nobody has them. */
const FORGED = ['198.51.100.7', '198.51.100.8'] as const;
const [ONE, OTHER] = FORGED;

const FORGERIES: readonly { readonly name: string; readonly headers: NonNullable<Asked['headers']> }[] = [
  { name: 'X-Forwarded-For', headers: { 'x-forwarded-for': ONE } },
  { name: 'X-Forwarded-For with a list', headers: { 'x-forwarded-for': `${ONE}, ${OTHER}` } },
  { name: 'X-Forwarded-For on two lines', headers: { 'x-forwarded-for': [ONE, OTHER] } },
  { name: 'Forwarded and X-Real-IP', headers: { forwarded: `for=${ONE}`, 'x-real-ip': ONE } },
];

/** Another address of this machine than the one that a proxy on it connects from. */
const OTHER_LOOPBACK = '127.0.0.2';

const FORGED_FIX =
  'Let the outermost proxy replace X-Forwarded-For with the address that it sees (nginx: proxy_set_header X-Forwarded-For $remote_addr; HAProxy: http-request set-header X-Forwarded-For %[src]), or append to it, and name in TRUSTED_PROXIES only proxies, never clients.';

export const address = publicCheck({
  id: 'address',
  claim: 'The server sees the address of the client that asks, whatever the client’s own headers say.',
  fix: 'Let the proxy set X-Forwarded-For, and set TRUSTED_PROXIES to the proxy’s address as Rostrum sees it.',
  async run(url, signal) {
    const connection = await connectAs(url, signal);
    try {
      const plain = await connection.ask({ path: '/address' });
      const seen = addressIn(plain);
      if (seen === undefined) {
        return { verdict: 'failed', said: `/address answered ${describeAnswer(plain)}`, ...fixFor(plain) };
      }
      for (const { name, headers } of FORGERIES) {
        const claimed = addressIn(await connection.ask({ path: '/address', headers }));
        if (FORGED.some((forged) => forged === claimed)) {
          const said = `a client that sends ${name} is taken for ${claimed}: it has as many addresses as it likes, and no limit`;
          return { verdict: 'failed', said, fix: FORGED_FIX };
        }
        // An answer without an address: the proxy refuses such a request, which is as good.
        if (claimed !== undefined && claimed !== seen) {
          return {
            verdict: 'warned',
            said: `a client at ${seen} that sends ${name} is taken for ${claimed}`,
            fix: FORGED_FIX,
          };
        }
      }
      return judgeSeen({ seen, ...plain.addresses });
    } finally {
      connection.close();
    }
  },
});

/** To a loopback address from another one: otherwise a client and a proxy on this machine would look the same. */
async function connectAs(url: string, signal: AbortSignal): Promise<HttpConnection> {
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname.startsWith('127.')) {
    const connection = new HttpConnection(url, signal, { from: OTHER_LOOPBACK });
    try {
      await connection.ask({ path: '/address' });
      return connection;
    } catch {
      // This system has only one loopback address, or nobody answers, which the next connection will say.
      connection.close();
    }
  }
  return new HttpConnection(url, signal);
}

function addressIn({ json }: Answer): string | undefined {
  return typeof json?.address === 'string' && isIP(json.address) !== 0 ? json.address : undefined;
}

export interface Seen {
  /** This machine, as the server sees it. */
  readonly seen: string;
  /** The connection's ends, as this machine sees them. */
  readonly local?: string | undefined;
  readonly remote?: string | undefined;
}

/** Judges an address that no header changes. */
export function judgeSeen({ seen, local = '', remote = '' }: Seen): Finding {
  const [own, other] = [toShort(local), toShort(remote)];
  if (seen === own) return { verdict: 'passed', said: `the server sees ${seen}, this machine’s own address` };
  if (seen === other || (isPrivate(seen) && !isPrivate(other))) {
    return {
      verdict: 'warned',
      said: `the server sees ${seen}, which is a proxy’s address and not this machine’s (${own}): all clients share one limit`,
      fix: `Let the proxy set X-Forwarded-For, and set TRUSTED_PROXIES=${seen} if that is the proxy’s address as Rostrum sees it.`,
    };
  }
  return { verdict: 'passed', said: `the server sees ${seen}; this machine is ${own}, behind address translation` };
}

const PLAIN = new ClientAddress([]);
/** RFC 1918, 6598 (carriers), 3927 and 4193, and loopback. */
const PRIVATE = new BlockList();
for (const [block, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const) {
  PRIVATE.addSubnet(block, bits);
}
for (const [block, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  PRIVATE.addSubnet(block, bits, 'ipv6');

function toShort(given: string): string {
  return PLAIN.callerOf({ remoteAddress: given, headers: new Map() }).address;
}

function isPrivate(given: string): boolean {
  return PRIVATE.check(given, isIPv6(given) ? 'ipv6' : 'ipv4');
}
