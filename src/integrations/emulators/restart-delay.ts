/** How long to wait before starting a process again that has ended. Pure. */

/** A process that has lived this long started properly. */
export const SETTLED_AFTER_MS = 10_000;
const RESTART_BASE_MS = 250;
const RESTART_CAP_MS = 5_000;

/** @param endsInRow Ends in a row, including this one, of processes that did not live long. No wait after the first. */
export function restartDelayMs(endsInRow: number): number {
  return endsInRow <= 1 ? 0 : Math.min(RESTART_CAP_MS, RESTART_BASE_MS * 2 ** Math.min(10, endsInRow - 2));
}
