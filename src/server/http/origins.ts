/** Which browser pages may talk to the server. A request without an Origin is no browser's and passes. */
import { isLoopbackName } from '../../protocol/loopback.ts';
import type { Config } from '../config/config.ts';
import { isAddress } from './loopback.ts';

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
