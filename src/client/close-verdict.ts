/** Decides by its close code whether a closed socket is opened again. */
import { CLOSES } from '../protocol/close-codes.ts';

/**
 * Codes of RFC 6455 for an error of this side: the same data would be refused again. After 1005 (no code), 1006 (no
 * close frame, and a refused upgrade in a browser) and 1011 to 1014 (errors of a server or proxy) the client
 * reconnects.
 */
const CLIENT_ERRORS: readonly number[] = [1002, 1003, 1007, 1009, 1010];

export function comesBack(code: number): boolean {
  const known = Object.values(CLOSES).find((close) => close.code === code);
  if (known) return known.reconnect;
  // The contract uses 44xx for final ends.
  return !(code >= 4400 && code < 4500) && !CLIENT_ERRORS.includes(code);
}
