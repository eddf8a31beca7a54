/** What a long talk showed, and whether that is good enough. Pure. */
import type { WordErrors } from '../../demo/word-error-rate.ts';

/** The parts of a sample that tell processes apart. */
interface ProcessList {
  readonly processes: readonly { readonly pid: number }[];
}

export interface MinuteReport {
  readonly minute: number;
  readonly processes: readonly { readonly pid: number; readonly name: string; readonly mebibytes: number }[];
  /** Processes that ended and were replaced so far. */
  readonly recycles: number;
  /** Of each speaker's last 20 recordings. */
  readonly finalP90Ms: number | undefined;
}

export interface EnduranceReport {
  readonly engine: string;
  readonly minutes: number;
  readonly speakers: number;
  /** The most in each quarter of the time, PSS of all processes. */
  readonly memoryMiB: readonly number[];
  /** In each quarter. */
  readonly finalP90Ms: readonly (number | undefined)[];
  /** How much later than its time the latest chunk of audio was taken. */
  readonly latestChunkMs: number;
  readonly recycles: number;
  readonly stable: { readonly words: number; readonly revised: number };
  readonly unanswered: number;
  readonly errors: WordErrors;
  /** Streams that broke. */
  readonly failures: readonly string[];
  readonly problems: readonly string[];
}

/** Memory is flat when the last quarter's most is at most so much over the first's. */
const FLAT_FACTOR = 1.2;
const FLAT_MIB = 50;
/** Real time is kept when finals of the last quarter come at most so much later than those of the first. */
const LAG_GROWTH_MS = 500;
const LATEST_CHUNK_MS = 2_000;

export function memoryBoundOf(firstQuarterMiB: number): number {
  return Math.round(firstQuarterMiB * FLAT_FACTOR + FLAT_MIB);
}

export function enduranceProblems(report: Omit<EnduranceReport, 'problems'>): string[] {
  const { memoryMiB, finalP90Ms, latestChunkMs, failures } = report;
  const [firstMiB = 0, , , lastMiB = 0] = memoryMiB;
  const [firstMs, , , lastMs] = finalP90Ms;
  const bound = memoryBoundOf(firstMiB);
  const isLate = firstMs !== undefined && lastMs !== undefined && lastMs > firstMs + LAG_GROWTH_MS;
  return [
    ...failures,
    ...(lastMiB > bound ? [`memory: ${lastMiB} MiB in the last quarter, over ${bound}`] : []),
    ...(lastMs === undefined ? ['no finals in the last quarter'] : []),
    ...(isLate ? [`finals p90 grew from ${Math.round(firstMs)} to ${Math.round(lastMs)} ms`] : []),
    ...(latestChunkMs > LATEST_CHUNK_MS ? [`audio was held back for ${latestChunkMs} ms`] : []),
  ];
}

/** Four lists of about the same length, in order. */
export function quartersOf<T>(list: readonly T[]): T[][] {
  const at = (quarter: number) => Math.round((list.length * quarter) / 4);
  return [0, 1, 2, 3].map((quarter) => list.slice(at(quarter), at(quarter + 1)));
}

/** Processes that were there and are no more. */
export function recyclesIn(samples: readonly ProcessList[]): number {
  const seen = new Set(samples.flatMap(({ processes }) => processes.map(({ pid }) => pid)));
  const newest = new Set(samples.at(-1)?.processes.map(({ pid }) => pid) ?? []);
  return [...seen].filter((pid) => !newest.has(pid)).length;
}
