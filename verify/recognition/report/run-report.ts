/** The data of a whole run, as it is printed, drawn and kept in docs/recognition.json. Types only. */
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
  /** Load average of the minute before the run. 0: the machine was idle. */
  readonly loadBefore: number;
  readonly isQuick: boolean;
  /** Speakers at once in the measurement of word errors. */
  readonly atOnce: number;
  readonly corpora: readonly CorpusSummary[];
  /** Engines that were asked for. Those that are not in `engines` were not measured. */
  readonly asked: readonly Contender[];
  /** Missing corpora and engines, one line each. */
  readonly missing: readonly string[];
  readonly engines: readonly EngineReport[];
}
