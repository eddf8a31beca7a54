/** A run's figures as rows of text, for a terminal and as Markdown. Pure. */
import type { WordErrors } from '../../../testkit/speech/word-error-rate.ts';
import type { EngineReport } from '../runs/engine-report.ts';
import { percent, seconds } from './claims.ts';
import type { RunReport } from './run-report.ts';

interface Column {
  readonly head: string;
  readonly cell: (report: EngineReport) => string;
}

const COLUMNS: readonly Column[] = [
  { head: 'engine', cell: ({ name, asr, stability }) => (asr === 'pocketsphinx' ? name : `${name}, ${stability}`) },
  { head: 'people', cell: ({ errors }) => percent(errors.people?.rate) },
  { head: 's/d/i', cell: ({ errors }) => edits(errors.people) },
  { head: 'synthetic', cell: ({ errors }) => percent(errors.synthetic?.rate) },
  { head: 's/d/i', cell: ({ errors }) => edits(errors.synthetic) },
  { head: 'CPU s per s', cell: ({ cpuPerSecond }) => cpuPerSecond.toFixed(3) },
  { head: 'MiB peak', cell: ({ memory }) => String(memory.peakMiB) },
  { head: 'MiB end', cell: ({ memory }) => String(memory.lastMiB) },
  { head: 'partials', cell: ({ lags }) => String(lags.partial.count) },
  { head: 'p50', cell: ({ lags }) => seconds(lags.partial.p50Ms) },
  { head: 'p90', cell: ({ lags }) => seconds(lags.partial.p90Ms) },
  { head: 'finals', cell: ({ lags }) => String(lags.final.count) },
  { head: 'p50', cell: ({ lags }) => seconds(lags.final.p50Ms) },
  { head: 'p90', cell: ({ lags }) => seconds(lags.final.p90Ms) },
  { head: 'firsts', cell: ({ lags }) => String(lags.first.count) },
  { head: 'p50', cell: ({ lags }) => seconds(lags.first.p50Ms) },
  { head: 'stable', cell: ({ stable }) => String(stable.words) },
  { head: 'revised', cell: ({ stable }) => String(stable.revised + stable.dropped) },
  { head: 'speakers', cell: ({ capacity }) => (capacity === undefined ? '–' : String(capacity.speakers)) },
];

/** One line that says from which recordings the lags are. */
export function lagSource({ engines }: RunReport): string {
  const told = engines.map(({ lags }) => `${lags.recordings.people} of people, ${lags.recordings.synthetic} synthetic`);
  const isSame = new Set(told).size === 1;
  const all = isSame ? told.slice(0, 1) : engines.map(({ name, stability }, i) => `${name} (${stability}) ${told[i]}`);
  return `Lags are of recordings spoken one at a time: ${all.join('; ')}. Partials, finals, firsts: how many were timed.`;
}

/** The heads, then a row for each engine. */
export function toTable({ engines }: RunReport): string[][] {
  return [COLUMNS.map(({ head }) => head), ...engines.map((report) => COLUMNS.map(({ cell }) => cell(report)))];
}

function edits(errors: WordErrors | undefined): string {
  return errors === undefined ? '–' : `${errors.substitutions}/${errors.deletions}/${errors.insertions}`;
}
