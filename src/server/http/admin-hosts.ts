/**
 * Decides which Host headers the admin port accepts. In DNS rebinding, a foreign page's own name resolves to this
 * machine, so that the page could read everything here. The browser sends that name as the Host.
 */

import { isLoopbackName, parseHostName } from '../../protocol/loopback.ts';
import type { Config } from '../config/config.ts';
import { isAddress } from './loopback.ts';

/**
 * Accepts: an address, as probes use; a loopback name; a configured name; and, if the port listens for other machines,
 * a name without a dot, such as a service's name in a container network. No attacker can own one of these in the public
 * DNS. Also accepts a request without a Host header: browsers always send one.
 */
export function isAdminHost(
  host: string | undefined,
  { adminHost, adminAllowedHosts }: Pick<Config, 'adminHost' | 'adminAllowedHosts'>,
): boolean {
  if (host === undefined || host === '') return true;
  const name = parseHostName(host);
  if (name === undefined) return false;
  if (isAddress(name) || isLoopbackName(name)) return true;
  if ([adminHost, ...adminAllowedHosts].some((known) => known.toLowerCase() === name)) return true;
  return !name.includes('.') && !isLoopbackListener(adminHost);
}

function isLoopbackListener(adminHost: string): boolean {
  return isLoopbackName(adminHost) || adminHost === '::1';
}
