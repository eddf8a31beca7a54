/** A process and all it started: CPU time and memory of each. From /proc: Linux alone. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUsage {
  readonly pid: number;
  /** As the kernel has it, e.g. `node`. */
  readonly name: string;
  /** User and system, all threads, and of its own children that have ended. */
  readonly cpuMs: number;
  /** Proportional set size: what several processes share is counted once among them. */
  readonly pssBytes: number;
}

/** The kernel's unit of CPU time is 10 ms wherever Linux runs. */
const TICK_MS = 10;

/** The process first; those that ended meanwhile are left out, and it is empty when the process itself has. */
export function processTree(pid: number): ProcessUsage[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses, and may have anything in it.
    const nameEnd = stat.lastIndexOf(')');
    const fields = stat.slice(nameEnd + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    const name = stat.slice(stat.indexOf('(') + 1, nameEnd);
    const own = { pid, name, cpuMs: ticks * TICK_MS, pssBytes: pssOf(pid) };
    return [own, ...childrenOf(pid).flatMap((child) => processTree(child))];
  } catch {
    return [];
  }
}

export function totalsOf(tree: readonly ProcessUsage[]): { readonly cpuMs: number; readonly pssBytes: number } {
  return {
    cpuMs: tree.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    pssBytes: tree.reduce((sum, { pssBytes }) => sum + pssBytes, 0),
  };
}

function pssOf(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes ?? 0) * 1_024;
}

/** Of any of its threads. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim();
      return children === '' ? [] : children.split(' ').map(Number);
    } catch {
      return []; // the thread has ended
    }
  });
}
