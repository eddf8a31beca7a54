/** CPU time and memory of a process and its descendants. Reads /proc, so it works on Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUsage {
  readonly pid: number;
  /** The kernel's name, e.g. `node`. */
  readonly name: string;
  /** User and system time of all threads, and of its children that have ended. */
  readonly cpuMs: number;
  /** Proportional set size: memory shared by several processes is divided among them. */
  readonly pssBytes: number;
}

/** The kernel's unit of CPU time is 10 ms wherever Linux runs. */
const TICK_MS = 10;

/** The process first, then its descendants, without ended ones. Empty: the process itself has ended. */
export function processTree(pid: number): ProcessUsage[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may have any characters.
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

/** Children of all its threads. */
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
