/** Says what a server opens to the network that is meant for one machine. Decides nothing. */
import type { Config } from '../config/config.ts';
import { isLoopbackAddress } from '../http/loopback.ts';

/** @returns one line; undefined where nothing is open that should not be. */
export function exposureOf({ mode, host }: Pick<Config, 'mode' | 'host'>): string | undefined {
  if (mode !== 'embedded' || host === 'localhost' || isLoopbackAddress(host)) return undefined;
  return 'anybody who reaches this port can be any user: POST /dev/tokens is open in embedded mode, and HOST is not loopback';
}
