/** Time for the actors: two clocks, and timers. */
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';

/** Two clocks, and timers. XState's SimulatedClock has the same two timer methods. */
export interface ClockPort {
  /** For durations, deadlines and rates: it never steps, and means nothing outside the process. */
  now(): MonotonicMs;
  /** For whatever is compared with somebody else's clock: the system's, as it is now. */
  unixNow(): UnixMs;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}
