/** Monotonic times as Unix time, for spans that are read beside those of other processes. */

/** The two clocks run alike; only a step of the system's clock, or a machine that slept, is followed. */
const STEP_MS = 50;

/** @param nows Both clocks in ms; the process's own unless a test says otherwise. @returns Unix ms with fractions. */
export function createEpoch(
  nows: { readonly monotonic: () => number; readonly unix: () => number } = {
    monotonic: () => performance.now(),
    unix: Date.now,
  },
): (monotonicMs: number) => number {
  let offset = nows.unix() - nows.monotonic();
  let checkedAt = nows.monotonic();
  return (monotonicMs) => {
    // Asked thousands of times a second; a step is followed within a second.
    if (monotonicMs - checkedAt > 1_000) {
      checkedAt = monotonicMs;
      const fresh = nows.unix() - nows.monotonic();
      if (Math.abs(fresh - offset) > STEP_MS) offset = fresh;
    }
    return monotonicMs + offset;
  };
}
