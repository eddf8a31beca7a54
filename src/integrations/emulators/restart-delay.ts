/** How long to wait before a process that ended is started again. Pure. */

/** One that lived so long has not just failed to start. */
export const SETTLED_AFTER_MS = 10_000;
const RESTART_BASE_MS = 250;
const RESTART_CAP_MS = 5_000;

/** @param endsInRow Ends, this one included, since one had lived long: a single one is not waited for. */
export function restartDelayMs(endsInRow: number): number {
  return endsInRow <= 1 ? 0 : Math.min(RESTART_CAP_MS, RESTART_BASE_MS * 2 ** Math.min(10, endsInRow - 2));
}
