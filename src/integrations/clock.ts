/** Real time for the actors. Wall-clock milliseconds that never run backwards, whatever is done to the system's clock. */
import type { ClockPort } from '../actors/ports.ts';

export const systemClock: ClockPort = {
  // Latencies and rate windows are differences of this: a stepped system clock must not make them negative.
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};
