/**
 * Under which Host headers the admin port answers. A page of somebody else's that leads its own name to this machine (DNS
 * rebinding) would read everything here; its browser gives that name away.
 */

import { isLoopbackName, parseHostName } from '../../protocol/loopback.ts';
import type { Config } from '../config/config.ts';
import { isAddress } from './loopback.ts';

/**
 * Right are: an address, as probes ask; a loopback name; a name that was configured; and, where the port listens for other
 * machines, a name without a dot, such as the service's in a container network. Nobody can own any of these in the public
 * DNS. Without a Host header it is no browser that asks.
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
