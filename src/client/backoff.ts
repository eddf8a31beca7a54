/** The wait before the next attempt: doubling, capped and random, so that many clients do not come back at once. */

const FIRST_MS = 250;
/** Longest wait: after any outage, a server that is back is found within this time. */
const CAP_MS = 8_000;
/** Share of the server's retryAfterMs that is added at random: clients that got the same value are spread out. */
const ASKED_SPREAD = 0.25;

/** @param attempt From 1. @param notBeforeMs The server's retryAfterMs, or 0. @returns ms. */
export function backoffMs(attempt: number, notBeforeMs: number, random: () => number): number {
  const spread = Math.min(CAP_MS, FIRST_MS * 2 ** (attempt - 1));
  // Never less than the server asked for.
  if (notBeforeMs > 0) return Math.round(notBeforeMs + Math.max(spread, notBeforeMs * ASKED_SPREAD) * random());
  // Half of the wait is fixed, half is random.
  return Math.round(spread * (0.5 + 0.5 * random()));
}
