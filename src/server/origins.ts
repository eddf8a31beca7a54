/** Which browser pages may talk to the server. A request without an Origin is no browser's and passes. */
import { isIP } from 'node:net';
import { isLoopbackHost, isLoopbackName } from '../protocol/loopback.ts';
import type { Config } from './config.ts';

/** @param host The Host header, for the same-origin case. */
export function isOriginAllowed(
  origin: string,
  host: string,
  config: Pick<Config, 'allowedOrigins' | 'mode'>,
): boolean {
  if (origin === '') return true;
  if (config.allowedOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (config.mode === 'aws') return url.host === host;
  // Embedded mode gives anybody a token, so a page must not come in by a name of its own that leads to this machine
  // (DNS rebinding): the same origin counts only where it is an address.
  return isLoopbackName(url.hostname) || (url.host === host && isAddress(url.hostname));
}

/** @param address As the transport shows it, IPv4 or IPv6 (in full or short), or IPv4 in IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const bare = address.replace(/^(?:::|(?:0{4}:){5})ffff:/i, '');
  return (isIP(bare) === 4 && bare.startsWith('127.')) || /^(?:(?:0{4}:){7}0{3}1|::1)$/.test(address);
}

/** A browser page that gets here under a name of its own (DNS rebinding) gives itself away by the Host header. */
export function isFromThisMachine(remoteAddress: string, host: string): boolean {
  return isLoopbackAddress(remoteAddress) && isLoopbackHost(host);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0 || hostname.startsWith('[');
}
