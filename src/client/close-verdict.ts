/** Whether a socket that was closed is worth opening again, by its close code. */
import { CLOSES } from '../protocol/close-codes.ts';

/**
 * Codes of RFC 6455 that blame what this side sent: sent again it would be refused again. 1005 (no code), 1006 (no
 * close at all, also what a browser shows for a refused upgrade) and 1011 to 1014 (a server or proxy in trouble) come back.
 */
const OURS_TO_BLAME: readonly number[] = [1002, 1003, 1007, 1009, 1010];

export function comesBack(code: number): boolean {
  const known = Object.values(CLOSES).find((close) => close.code === code);
  if (known) return known.reconnect;
  // The contract keeps 44xx for ends that are final.
  return !(code >= 4400 && code < 4500) && !OURS_TO_BLAME.includes(code);
}
