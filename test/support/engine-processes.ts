/** The processes that a local recogniser's engines run in, as the system sees them. Linux. */
import { readdirSync, readFileSync } from 'node:fs';

const TITLE = 'rostrum-asr';

/** Process ids of the engines below a process. @param parent default this one. */
export function engineProcesses(parent = process.pid): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => isEngineOf(pid, parent)).map(Number);
}

function isEngineOf(pid: string, parent: number): boolean {
  try {
    // `pid (name) state parent …`, the name being anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parentOf = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return parentOf === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(TITLE);
  } catch {
    return false; // it has ended meanwhile
  }
}
