/** Which browser pages may use the server. A request without an Origin comes from no browser page and is allowed. */
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
  // Embedded mode gives everybody a token. In DNS rebinding, a foreign page's own name resolves to this machine, so its
  // Origin equals the Host. The same origin is therefore allowed only if it is an address.
  return isLoopbackName(url.hostname) || (url.host === host && isAddress(url.hostname));
}
