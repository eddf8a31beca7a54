/** The rule of the playback rate: normal with nothing waiting, faster the more waits, never with a step that is heard. */

export interface RateLimits {
  /** The rate when `fastestAtMs` of speech or more waits. 1 turns the rule off; the stretch goes up to 1.35. */
  readonly fastestRate: number;
  readonly fastestAtMs: number;
}

/**
 * 1.35: listeners follow speech that is a third faster without effort. 1.2 s: about half a clause, so that speech is at full
 * rate before a whole one waits.
 */
export const RATE_LIMITS: RateLimits = { fastestRate: 1.35, fastestAtMs: 1_200 };
/** The largest change from one window (12.5 ms) to the next: from 1 to 1.35 takes 0.4 s. */
export const RATE_STEP = 0.01;

/** @param behindMs what waits. */
export function rateFor(behindMs: number, { fastestRate, fastestAtMs }: RateLimits): number {
  return 1 + (fastestRate - 1) * Math.min(1, Math.max(0, behindMs) / fastestAtMs);
}

/** @returns the next rate on the way from one to another. */
export function nextRate(rate: number, target: number): number {
  return Math.abs(target - rate) <= RATE_STEP ? target : rate + Math.sign(target - rate) * RATE_STEP;
}
