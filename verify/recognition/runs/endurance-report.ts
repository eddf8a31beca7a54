/** What a long talk showed, and whether that is good enough: all that is judged is in the report. Pure. */
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
  /** Processes that ended and were replaced so far. */
  readonly recycles: number;
  /** Of each speaker's last 20 recordings. */
  readonly finalP90Ms: number | undefined;
}

export interface EnduranceReport extends MemoryReport {
  readonly engine: string;
  readonly minutes: number;
  readonly speakers: number;
  /** Who was heard: people, or machines' voices where there are no recordings of people. */
  readonly heard: CorpusKind;
  /** Spoken, of all speakers. */
  readonly recordings: number;
  /** Recordings that got a final, by the quarter of the time in which they ended. */
  readonly finals: readonly number[];
  /** Of these; null: there are none. */
  readonly finalP90Ms: readonly (number | null)[];
  /** How much later than its time the latest chunk of audio was taken. */
  readonly latestChunkMs: number;
  readonly recycles: number;
  /** `revised`: those that stood otherwise later, or not at all. */
  readonly stable: { readonly words: number; readonly revised: number };
  readonly unanswered: number;
  readonly errors: WordErrors;
  /** Streams that broke. */
  readonly failures: readonly string[];
  readonly problems: readonly string[];
}

/** Real time is kept when finals of the last quarter come at most so much later than those of the first. */
const LAG_GROWTH_MS = 500;
const LATEST_CHUNK_MS = 2_000;
/** Of people in endless speech, all their recordings and not those alone that the rule for the table chooses. */
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

/** The quarter, 0 to 3, of a time: what is before the beginning or after the end belongs to the first or the last. */
export function quarterAt(atMs: number, startMs: number, minutes: number): number {
  return Math.min(3, Math.max(0, Math.floor(((atMs - startMs) / (minutes * 60_000)) * 4)));
}

/** Processes that were there and are no more. */
export function recyclesIn(samples: readonly ProcessList[]): number {
  const seen = new Set(samples.flatMap(({ processes }) => processes.map(({ pid }) => pid)));
  const newest = new Set(samples.at(-1)?.processes.map(({ pid }) => pid) ?? []);
  return [...seen].filter((pid) => !newest.has(pid)).length;
}
