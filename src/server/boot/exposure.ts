/** Warns that a server in embedded mode, which is meant for one machine, is open to the network. */
import type { Config } from '../config/config.ts';
import { isLoopbackOnly } from '../http/loopback.ts';

/** @returns one line; undefined where the port is for this machine only, or in AWS mode. */
export function findExposure({ mode, host }: Pick<Config, 'mode' | 'host'>): string | undefined {
  if (mode !== 'embedded' || isLoopbackOnly(host)) return undefined;
  return 'HOST is not loopback, and embedded mode gives everybody a token (POST /dev/tokens): anybody who reaches this port can be any user. Set HOST=127.0.0.1, or ROSTRUM_MODE=aws';
}
