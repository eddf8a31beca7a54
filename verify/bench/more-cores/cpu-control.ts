/** The kernel's files that hold a group of processes to a share of a core, in both versions of control groups. Pure. */

export interface CpuControl {
  readonly version: 1 | 2;
  /** Where groups are made. */
  readonly folder: string;
}

/** How far a group was held up, from its start on. */
export interface Throttling {
  /** Periods in which it had something to do. */
  readonly periods: number;
  /** Periods in which it used up its share and had to wait. */
  readonly held: number;
}

/**
 * What the kernel counts the share in. Shorter than its default of 100 ms: a process that has used up its share waits for the
 * rest of the period, and 60 ms of that would be most of what is allowed for a chunk.
 */
const PERIOD_US = 20_000;
const LINE = /^(\S+) (\S+) (\S+) (\S+)/;

/**
 * Version 2 is taken where its CPU controller is there; on some machines it is still version 1's.
 * @param mounts the text of /proc/mounts. @param controllersOf the controllers of version 2 below the folder.
 * @returns undefined if neither has it.
 */
export function findCpuControl(mounts: string, controllersOf: (folder: string) => string): CpuControl | undefined {
  const groups = mounts.split('\n').flatMap((line) => {
    const [, , folder = '', type = '', options = ''] = LINE.exec(line) ?? [];
    return type.startsWith('cgroup') ? [{ folder, type, options: options.split(',') }] : [];
  });
  const unified = groups.find(({ type, folder }) => type === 'cgroup2' && has(controllersOf(folder), 'cpu'));
  if (unified !== undefined) return { version: 2, folder: unified.folder };
  const old = groups.find(({ type, options }) => type === 'cgroup' && options.includes('cpu'));
  return old && { version: 1, folder: old.folder };
}

/** File → text, to hold a group to the share and to let it run before its neighbours. @param percent of one core. */
export function cpuLimits(version: CpuControl['version'], percent: number): Readonly<Record<string, string>> {
  const quotaUs = String((PERIOD_US * percent) / 100);
  if (version === 2) return { 'cpu.max': `${quotaUs} ${PERIOD_US}`, 'cpu.weight': '10000' };
  return { 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': quotaUs, 'cpu.shares': '262144' };
}

/** @param stat the text of cpu.stat. */
export function parseThrottling(stat: string): Throttling {
  const counts = new Map(stat.split('\n').map((line) => line.split(' ') as [string, string | undefined]));
  const count = (name: string) => Number(counts.get(name) ?? 0);
  return { periods: count('nr_periods'), held: count('nr_throttled') };
}

function has(controllers: string, name: string): boolean {
  return controllers.trim().split(/\s+/).includes(name);
}
