/** Time for the actors: two clocks, and timers. */
import type { MonotonicMs, UnixMs } from '../../protocol/times.ts';

/** XState's SimulatedClock has the same two timer methods. */
export interface ClockPort {
  /** For durations, deadlines and rates. It never jumps, and its values are valid only in this process. */
  now(): MonotonicMs;
  /** The system clock, for times that are compared with other machines' clocks. */
  unixNow(): UnixMs;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}
