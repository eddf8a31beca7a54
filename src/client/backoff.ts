/** How long to wait before the next attempt: doubling, capped, with chance, so that a crowd does not come back at once. */

const FIRST_MS = 250;
/** A minute of attempts stays under what one address may connect in a minute (20 by default). */
const CAP_MS = 8_000;

/** @param attempt From 1. @param notBeforeMs What the server asked for. */
export function backoffMs(attempt: number, notBeforeMs: number, random: () => number): number {
  const spread = Math.min(CAP_MS, FIRST_MS * 2 ** (attempt - 1));
  // Half of it is certain, half is chance; what the server asked for is kept, and chance added.
  return Math.round(notBeforeMs > 0 ? notBeforeMs + spread * random() : spread * (0.5 + 0.5 * random()));
}
