/** How long the session may still last. By the server's clock: the page's own may be wrong, or stop while the computer sleeps. Pure. */

/** What is warned of, minutes before the end, soonest first. */
const WARNINGS = [1, 5, 10] as const;
export type Warning = (typeof WARNINGS)[number];

/** The wire's times are whole seconds; a smaller difference between the clocks is none, ms. */
const SAME_MS = 2_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

export class TimeLeft {
  #expiresAtMs: number | undefined;
  /** Server's time less the page's, ms. */
  #aheadMs: number | undefined;

  /** @param expiresAt Unix seconds, of `sessionCreated`. */
  until(expiresAt: number | undefined): void {
    this.#expiresAtMs = expiresAt === undefined ? undefined : expiresAt * SECOND_MS;
  }

  /** @param timestamp of a message that just came, Unix seconds. @param nowMs on any clock, the same for every call. */
  told(timestamp: number, nowMs: number): void {
    const aheadMs = timestamp * SECOND_MS - nowMs;
    if (this.#aheadMs === undefined || Math.abs(aheadMs - this.#aheadMs) > SAME_MS) this.#aheadMs = aheadMs;
  }

  /** @returns ms, 0 at the end; undefined while unknown. */
  at(nowMs: number): number | undefined {
    if (this.#expiresAtMs === undefined || this.#aheadMs === undefined) return undefined;
    return Math.max(0, this.#expiresAtMs - this.#aheadMs - nowMs);
  }
}

/** @returns the warning that holds with so much time left; undefined: none yet. */
export function warningAt(leftMs: number): Warning | undefined {
  return WARNINGS.find((minutes) => leftMs <= minutes * MINUTE_MS);
}

/** @returns what a person is told: whole minutes, and in the last one seconds. Up, as people count what is left. */
export function leftIn(leftMs: number): { readonly amount: number; readonly unit: 'minute' | 'second' } {
  if (leftMs <= MINUTE_MS) return { amount: Math.ceil(leftMs / SECOND_MS), unit: 'second' };
  return { amount: Math.ceil(leftMs / MINUTE_MS), unit: 'minute' };
}
