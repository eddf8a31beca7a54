/** Memory of an endpoint's processes over a long run, with limits. All values are MiB of PSS. Pure. */
import { memoryBound } from '../../../emulators/transcribe/engine-process/memory-bound.ts';
import type { MemorySample } from './endpoint.ts';
import { totalsOf } from './process-tree.ts';

export interface ProcessMemory {
  readonly pid: number;
  readonly name: string;
  readonly kind: 'endpoint' | 'engine';
  /** Highest value in each quarter of the time. 0: the process did not exist. */
  readonly mostMiB: readonly number[];
  readonly boundMiB: number;
}

export interface MemoryReport {
  /** All processes together: highest value in each quarter of the time. */
  readonly memoryMiB: readonly number[];
  readonly memoryBoundMiB: number;
  /** All processes, in the order of their first samples. */
  readonly processes: readonly ProcessMemory[];
}

export const QUARTERS = [0, 1, 2, 3] as const;
const MIB = 2 ** 20;
/** An engine's process over its bound goes on growing until its speakers pause and it can be replaced. */
const UNTIL_REPLACED = 1.1;
/** Limit for a process that is never replaced, as a multiple of its first quarter. */
const FLAT_FACTOR = 1.2;
const FLAT_MIB = 50;

export function flatBoundMiB(firstQuarterMiB: number): number {
  return Math.round(firstQuarterMiB * FLAT_FACTOR + FLAT_MIB);
}

/**
 * @param samples in order. The first is of loaded engines before any speech. In each sample the endpoint comes first, then
 * the engines.
 * @param quarterOf gives the quarter, 0 to 3, of a time on the process's clock.
 * @param speakers at once. One process may have all of them when another has died.
 */
export function memoryOf(
  samples: readonly MemorySample[],
  quarterOf: (atMs: number) => number,
  speakers = 0,
): MemoryReport {
  const loaded = samples[0]?.processes.slice(1) ?? [];
  const loadedBytes = Math.max(0, ...loaded.map(({ pssBytes }) => pssBytes));
  const { retireBytes } = memoryBound({ baseBytes: loadedBytes, speakers });
  const engineBoundMiB = Math.round((retireBytes * UNTIL_REPLACED) / MIB);
  const seen = new Map<number, { name: string; isEndpoint: boolean; mostMiB: number[] }>();
  const memoryMiB = [0, 0, 0, 0];
  for (const { atMs, processes } of samples) {
    const quarter = quarterOf(atMs);
    raise(memoryMiB, quarter, totalsOf(processes).pssBytes);
    for (const [at, { pid, name, pssBytes }] of processes.entries()) {
      const one = seen.get(pid) ?? { name, isEndpoint: at === 0, mostMiB: [0, 0, 0, 0] };
      // A newly forked process still has its parent's name.
      one.name = name;
      raise(one.mostMiB, quarter, pssBytes);
      seen.set(pid, one);
    }
  }
  const processes = [...seen].map(
    ([pid, { name, isEndpoint, mostMiB }]): ProcessMemory => ({
      pid,
      name,
      kind: isEndpoint ? 'endpoint' : 'engine',
      mostMiB,
      boundMiB: isEndpoint ? flatBoundMiB(mostMiB[0] ?? 0) : engineBoundMiB,
    }),
  );
  const endpointMiB = processes.find(({ kind }) => kind === 'endpoint')?.boundMiB ?? 0;
  // During the replacement of an engine the new one exists beside it. Only one is replaced at a time.
  const freshMiB = Math.round(loadedBytes / MIB);
  return { memoryMiB, memoryBoundMiB: endpointMiB + loaded.length * engineBoundMiB + freshMiB, processes };
}

/** One line for each quarter in which the total was over its limit, and for each process over its limit. */
export function memoryProblems({ memoryMiB, memoryBoundMiB, processes }: MemoryReport): string[] {
  return [
    ...memoryMiB.flatMap((mebibytes, quarter) =>
      mebibytes > memoryBoundMiB ? [`memory: ${mebibytes} MiB in quarter ${quarter + 1}, over ${memoryBoundMiB}`] : [],
    ),
    ...processes.flatMap(({ pid, kind, mostMiB, boundMiB }) => {
      const most = Math.max(...mostMiB);
      return most > boundMiB ? [`memory: ${most} MiB in process ${pid} (${kind}), over ${boundMiB}`] : [];
    }),
  ];
}

function raise(quarters: number[], quarter: number, bytes: number): void {
  quarters[quarter] = Math.max(quarters[quarter] ?? 0, Math.round(bytes / MIB));
}
