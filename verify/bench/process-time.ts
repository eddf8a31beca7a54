/** CPU time of a process to the microsecond. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * User and system time of all threads that the process has now, ms. `/proc/<pid>/stat` counts in 10 ms, which is too coarse
 * for one session. Undefined: not on Linux, or the process has ended.
 */
export function cpuTimeMs(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
      return sum + Number(nanoseconds) / 1e6;
    }, 0);
  } catch {
    return undefined;
  }
}
