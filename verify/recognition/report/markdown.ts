/** The part of docs/recognition.md about a run. Pure. */

import { markdownTable } from '../../../testkit/text/table.ts';
import { RULE } from '../corpora/choice.ts';
import type { EngineReport } from '../runs/engine-report.ts';
import { claimsOfRun, seconds } from './claims.ts';
import type { RunReport } from './run-report.ts';
import { lagSource, toTable } from './table.ts';

export function toMarkdown(report: RunReport): string {
  const { date, machine, loadBefore, atOnce, corpora, engines, missing } = report;
  const capacities = engines.filter(({ capacity }) => capacity !== undefined);
  return [
    `Measured on ${date}: ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; ${atOnce} speakers at once for the words, one at a time for the lags. [All figures](recognition.json).`,
    ...(loadBefore > machine.cores / 2
      ? [
          `**Other work was going on** (load ${loadBefore} before the run): lags are longer than this machine's own, and words may suffer where the engine came late.`,
        ]
      : []),
    ...(missing.length > 0 ? [missing.map((line) => `- ${line}`).join('\n')] : []),
    markdownTable(toTable(report)),
    lagSource(report),
    '![Word error and CPU by engine](pictures/recognition.svg)',
    markdownTable([
      ['corpus', 'of', 'recordings', 'seconds', 'words', 'voice and licence'],
      ...corpora.map(({ name, kind, credit, recordings, seconds: length, words }) => [
        name,
        kind,
        String(recordings),
        length.toFixed(0),
        String(words),
        credit,
      ]),
    ]),
    `How they are chosen: ${RULE}`,
    markdownTable([
      ['claim', 'measured', 'holds'],
      ...claimsOfRun(report).map(({ text, measured, holds }) => [text, measured, holds ? 'yes' : '**no**']),
    ]),
    ...capacities.map(capacityText),
  ].join('\n\n');
}

function capacityText({ name, stability, capacity }: EngineReport): string {
  if (capacity === undefined) return '';
  const { cores, speakers, levels } = capacity;
  const rows = levels.map((level) => [
    String(level.speakers),
    String(level.final.count),
    seconds(level.final.p50Ms),
    seconds(level.final.p90Ms),
    seconds(level.stepMs),
    (level.cpuPerSecond * level.speakers).toFixed(2),
    level.problem ?? 'yes',
  ]);
  return [
    `${name} (${stability}) hears ${speakers} continuous speakers on ${cores} cores, ${(speakers / cores).toFixed(1)} a core:`,
    markdownTable([['speakers', 'finals', 'final p50', 'final p90', 'partials every', 'cores used', 'holds'], ...rows]),
  ].join('\n\n');
}
