/** One clock for all threads of a process: `performance.now()` begins anew in each of them. */

/** What to add to this thread's `performance.now()`, ms: the process's monotonic clock is the same in every thread. */
export function toSharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6 - performance.now();
}
