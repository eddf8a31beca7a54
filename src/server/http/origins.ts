/** Which browser pages may use the server. A request without an Origin comes from no browser page and is allowed. */
import { isLoopbackName } from '../../protocol/loopback.ts';
import type { Config } from '../config/config.ts';
import { isAddress, isLoopbackOnly, isPrivateName } from './loopback.ts';

/** @param host The Host header, for the same-origin case. */
export function isOriginAllowed(
  origin: string,
  host: string,
  config: Pick<Config, 'allowedOrigins' | 'host' | 'mode'>,
): boolean {
  if (origin === '') return true;
  if (config.allowedOrigins.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const isSame = url.host === host;
  if (config.mode === 'aws') return isSame;
  if (isLoopbackName(url.hostname)) return true;
  // Embedded mode gives everybody a token. In DNS rebinding, a foreign page's own name resolves to this machine, so its
  // Origin equals the Host. So the same origin must be an address, or, on a server for other machines too, a name that
  // nobody can own: a container listens on 0.0.0.0 even if its port is published on loopback only.
  return isSame && (isAddress(url.hostname) || (!isLoopbackOnly(config.host) && isPrivateName(url.hostname)));
}
