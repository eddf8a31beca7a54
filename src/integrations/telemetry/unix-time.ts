/** Converts monotonic times to Unix time, so that spans can be compared with those of other processes. */

/** Smaller differences are ignored. A larger one means that the system's clock was set, or that the machine slept. */
const STEP_MS = 50;

/** @param nows Both clocks in ms; by default the process's own. @returns a function to Unix ms with fractions. */
export function createUnixTime(
  nows: { readonly monotonic: () => number; readonly unix: () => number } = {
    monotonic: () => performance.now(),
    unix: Date.now,
  },
): (monotonicMs: number) => number {
  let offset = nows.unix() - nows.monotonic();
  let checkedAt = nows.monotonic();
  return (monotonicMs) => {
    // Checked once a second at most, because this is called thousands of times a second.
    if (monotonicMs - checkedAt > 1_000) {
      checkedAt = monotonicMs;
      const fresh = nows.unix() - nows.monotonic();
      if (Math.abs(fresh - offset) > STEP_MS) offset = fresh;
    }
    return monotonicMs + offset;
  };
}
