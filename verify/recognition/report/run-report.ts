/** One run of everything, as plain data: what is printed, drawn and kept in docs/recognition.json. Types only. */
import type { Contender, EngineReport } from '../runs/engine-report.ts';

export interface CorpusSummary {
  readonly name: string;
  readonly kind: 'people' | 'synthetic';
  readonly credit: string;
  readonly recordings: number;
  readonly seconds: number;
  readonly words: number;
}

export interface RunReport {
  /** Day of the run, e.g. `2026-11-29`. */
  readonly date: string;
  readonly machine: { readonly cores: number; readonly cpu: string; readonly node: string };
  /** Processes that wanted a core when the run began, over the minute before it: 0 on a quiet machine. */
  readonly loadBefore: number;
  readonly isQuick: boolean;
  /** Speakers at once while words were counted. */
  readonly atOnce: number;
  readonly corpora: readonly CorpusSummary[];
  /** What was to be measured: of an engine that is not among `engines` nothing is shown. */
  readonly asked: readonly Contender[];
  /** Corpora and engines that this machine lacks, one line each. */
  readonly missing: readonly string[];
  readonly engines: readonly EngineReport[];
}
