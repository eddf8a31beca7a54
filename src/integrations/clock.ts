/** Real time for the actors. What each of the two clocks is for: protocol/times.ts. */
import type { ClockPort } from '../actors/ports/clock.ts';

export const systemClock: ClockPort = {
  now: () => Math.floor(performance.now()),
  unixNow: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
