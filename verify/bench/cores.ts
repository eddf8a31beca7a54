/** Which core each process of a measurement runs on, and how busy a core was. Linux only; elsewhere nothing is pinned. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A core's number. Undefined: any core. */
export type Core = number | undefined;

export interface Cores {
  /** The server's alone. */
  readonly server: Core;
  /** Everything else. */
  readonly others: Core;
}

/** Busy and all time of a core since the machine's start, in ticks. */
export interface CoreTime {
  readonly busy: number;
  readonly all: number;
}

let chosen: Cores | undefined;

/**
 * The first two cores that this process might use when it was first asked: afterwards it is pinned itself. Nothing is pinned
 * where there is one core, or no `taskset`.
 */
export function chooseCores(): Cores {
  chosen ??= firstTwo();
  return chosen;
}

function firstTwo(): Cores {
  const found = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  const cores = found.status === 0 ? parseCores(found.stdout) : [];
  return cores.length < 2 ? { server: undefined, others: undefined } : { server: cores[0], others: cores[1] };
}

/** @param said by `taskset -cp`, such as `pid 7's current affinity list: 0,2-3`. */
export function parseCores(said: string): number[] {
  const list = said.slice(said.lastIndexOf(':') + 1).trim();
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** How to run this Node with the arguments on a core. */
export function onCore(core: Core, args: readonly string[]): { path: string; args: readonly string[] } {
  if (core === undefined) return { path: process.execPath, args };
  return { path: 'taskset', args: ['-c', String(core), process.execPath, ...args] };
}

/** Pins a running process, with all its threads. */
export function pin(pid: number, core: Core): void {
  if (core !== undefined) spawnSync('taskset', ['-acp', String(core), String(pid)]);
}

const AHEAD = -19;

/**
 * Lets a process run before the machine's other work, where this user may: what is measured is Rostrum, not its neighbours.
 * Not in real time: then the kernel would take 50 ms of each second from a server that fills its core.
 * @param pid of the leader of a process group of its own, because Linux first shares a core between groups.
 */
export function putAhead(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    // Each thread has its own; those that collect garbage would starve behind the main thread, which waits for them.
    for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), AHEAD);
    writeFileSync(`/proc/${pid}/autogroup`, String(AHEAD));
  } catch {
    // It needs privileges. Without them, lateness and strangers show what the neighbours do.
  }
}

/** Undefined: not pinned, or not on Linux. */
export function coreTime(core: Core): CoreTime | undefined {
  if (core === undefined) return undefined;
  try {
    return parseCoreTime(readFileSync('/proc/stat', 'utf8'), core);
  } catch {
    return undefined;
  }
}

/** @param stat the text of `/proc/stat`. */
export function parseCoreTime(stat: string, core: number): CoreTime | undefined {
  const line = stat.split('\n').find((each) => each.startsWith(`cpu${core} `));
  if (line === undefined) return undefined;
  // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user.
  const ticks = line.split(' ').slice(1, 9).map(Number);
  const all = ticks.reduce((sum, each) => sum + each, 0);
  return { all, busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0) };
}
