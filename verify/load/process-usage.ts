/** CPU time and memory of processes and their children. Reads /proc, so it works on Linux only. */
import { readFileSync } from 'node:fs';

export interface Usage {
  /** User and system time since the process began. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** The kernel's unit of CPU time is 10 ms wherever Linux runs. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** Usage of a process and its children. Undefined: not on Linux, or the process has ended. */
export function toUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in parentheses and may have any characters.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = {
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      residentBytes: Number(fields[21]) * PAGE_BYTES,
    };
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return children
      .map((child) => toUsage(Number(child)))
      .reduce<Usage>(
        (sum, usage) => ({
          cpuMs: sum.cpuMs + (usage?.cpuMs ?? 0),
          residentBytes: sum.residentBytes + (usage?.residentBytes ?? 0),
        }),
        own,
      );
  } catch {
    return undefined;
  }
}
