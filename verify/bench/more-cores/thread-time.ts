/** CPU time of each thread of a process. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Thread id → user and system time, ms. Empty: not on Linux, or the process has ended. */
export type ThreadTimes = ReadonlyMap<number, number>;

export function threadTimes(pid: number): ThreadTimes {
  try {
    return new Map(
      readdirSync(`/proc/${pid}/task`).map((thread) => {
        const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
        return [Number(thread), Number(nanoseconds) / 1e6];
      }),
    );
  } catch {
    return new Map();
  }
}

/** What the thread took of all that was taken in between, per cent. Its id is that of the process: the main thread. */
export function shareOfThread(thread: number, before: ThreadTimes, after: ThreadTimes): number {
  const taken = (id: number) => (after.get(id) ?? 0) - (before.get(id) ?? 0);
  const all = [...after.keys()].reduce((sum, id) => sum + taken(id), 0);
  return all > 0 ? (100 * taken(thread)) / all : 0;
}
