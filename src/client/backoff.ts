/** How long to wait before the next attempt: doubling, capped, with chance, so that a crowd does not come back at once. */

const FIRST_MS = 250;
/** However long the outage, a server that is back is found within this time. */
const CAP_MS = 8_000;
/** Of what the server asked for: a crowd that was told the same is spread over so much more. */
const ASKED_SPREAD = 0.25;

/** @param attempt From 1. @param notBeforeMs What the server asked for. */
export function backoffMs(attempt: number, notBeforeMs: number, random: () => number): number {
  const spread = Math.min(CAP_MS, FIRST_MS * 2 ** (attempt - 1));
  // What the server asked for is kept, and chance added.
  if (notBeforeMs > 0) return Math.round(notBeforeMs + Math.max(spread, notBeforeMs * ASKED_SPREAD) * random());
  // Half of it is certain, half is chance.
  return Math.round(spread * (0.5 + 0.5 * random()));
}
