/** The results of a long talk, and the check of their limits. Pure. */
import type { WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import type { CorpusKind } from '../corpora/recording.ts';
import { type MemoryReport, memoryProblems } from './memory-report.ts';

/** The parts of a sample that tell processes apart. */
interface ProcessList {
  readonly processes: readonly { readonly pid: number }[];
}

export interface MinuteReport {
  readonly minute: number;
  readonly processes: readonly { readonly pid: number; readonly name: string; readonly mebibytes: number }[];
  /** Processes that have ended and were replaced so far. */
  readonly recycles: number;
  /** Over each speaker's last 20 recordings. */
  readonly finalP90Ms: number | undefined;
}

export interface EnduranceReport extends MemoryReport {
  readonly engine: string;
  readonly minutes: number;
  readonly speakers: number;
  /** What was spoken: recordings of people, or synthetic voices if there are none. */
  readonly heard: CorpusKind;
  /** Recordings spoken by all speakers. */
  readonly recordings: number;
  /** Recordings with a final, by the quarter of the time in which they ended. */
  readonly finals: readonly number[];
  /** For each quarter. Null: there are no finals. */
  readonly finalP90Ms: readonly (number | null)[];
  /** Largest delay with which a chunk of audio was accepted. */
  readonly latestChunkMs: number;
  readonly recycles: number;
  /** `revised`: words that changed or disappeared later. */
  readonly stable: { readonly words: number; readonly revised: number };
  readonly unanswered: number;
  readonly errors: WordErrors;
  /** Failed streams. */
  readonly failures: readonly string[];
  readonly problems: readonly string[];
}

/** The engine keeps up if finals of the last quarter come at most this much later than those of the first. */
const LAG_GROWTH_MS = 500;
const LATEST_CHUNK_MS = 2_000;
/** Limit for endless speech of people, over all their recordings and not only those that the table's rule chooses. */
export const MAX_ENDLESS_RATE = 0.12;

export function enduranceProblems(report: Omit<EnduranceReport, 'problems'>): string[] {
  const { finals, finalP90Ms, latestChunkMs, failures, heard, recordings, unanswered, stable, errors } = report;
  const firstMs = finalP90Ms.at(0) ?? Number.POSITIVE_INFINITY;
  const lastMs = finalP90Ms.at(-1) ?? 0;
  return [
    ...failures,
    ...memoryProblems(report),
    ...finals.flatMap((count, quarter) => (count === 0 ? [`no finals in quarter ${quarter + 1}`] : [])),
    ...(unanswered > 0 ? [`${unanswered} of ${recordings} recordings got no final`] : []),
    ...(lastMs > firstMs + LAG_GROWTH_MS
      ? [`finals p90 grew from ${Math.round(firstMs)} to ${Math.round(lastMs)} ms`]
      : []),
    ...(latestChunkMs > LATEST_CHUNK_MS ? [`audio was held back for ${latestChunkMs} ms`] : []),
    ...(stable.words === 0 ? ['no word was called stable'] : []),
    ...(stable.revised > 0 ? [`${stable.revised} of ${stable.words} stable words were revised`] : []),
    ...(errors.rate > MAX_ENDLESS_RATE
      ? [`word error ${(errors.rate * 100).toFixed(1)} %, over ${MAX_ENDLESS_RATE * 100} %`]
      : []),
    ...(heard === 'people' ? [] : ['word error on people: not shown']),
  ];
}

/** The quarter of a time, 0 to 3. Times before the beginning are in the first, times after the end in the last. */
export function quarterAt(atMs: number, startMs: number, minutes: number): number {
  return Math.min(3, Math.max(0, Math.floor(((atMs - startMs) / (minutes * 60_000)) * 4)));
}

/** Processes that have ended since an earlier sample. */
export function recyclesIn(samples: readonly ProcessList[]): number {
  const seen = new Set(samples.flatMap(({ processes }) => processes.map(({ pid }) => pid)));
  const newest = new Set(samples.at(-1)?.processes.map(({ pid }) => pid) ?? []);
  return [...seen].filter((pid) => !newest.has(pid)).length;
}
