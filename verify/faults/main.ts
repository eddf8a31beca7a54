/** `npm run faults`: injects every fault at every moment and accounts for every block of speech. Exit codes are in options.ts. */

import { EXIT, WrongUsage } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours, ProgressLine } from '../../testkit/command/terminal.ts';
import { writeMeasured } from '../../testkit/text/measured-page.ts';
import { toFigures } from './figures.ts';
import { chosen, FAULTS, type TableOptions } from './options.ts';
import { RECOVERY_MARKS, RECOVERY_PAGE } from './recovery-page.ts';
import { Report, toMarkdown } from './report.ts';
import { idOf, type RowFacts, verdictOf } from './row.ts';
import { ROWS, runTable } from './table.ts';

process.exitCode = await runCommand(FAULTS, (options, { signal }) => {
  const rows = chosen(ROWS, options.only);
  if (rows.length === 0) throw new WrongUsage(`no row has ${options.only.join(' or ')} in it`);
  if (!options.onlyLists) return run(rows, options, signal);
  for (const row of rows) process.stdout.write(`${idOf(row)}\n`);
  return EXIT.done;
});

async function run(
  rows: readonly RowFacts[],
  { form, json, markdown }: TableOptions,
  signal: AbortSignal,
): Promise<number> {
  const { stdout } = process;
  const startedAt = performance.now();
  const line = new ProgressLine();
  const write = (text: string) => {
    if (json) return;
    line.clear();
    stdout.write(text);
  };
  const report = new Report(rows, { hasColours: hasColours(), write });
  let done = 0;
  const progress = () => line.show(`${done} of ${rows.length} rows`);
  progress();
  const onResult = (result: Parameters<typeof report.add>[0]) => {
    done += 1;
    report.add(result);
    progress();
  };
  await runTable(rows, form, onResult, signal);
  line.clear();
  if (signal.aborted) return EXIT.interrupted;
  const { results } = report;
  const figures = toFigures(results);
  report.totals(performance.now() - startedAt);
  if (json) {
    const judged = results.map((result) => ({ ...result, problems: verdictOf(result, result) }));
    stdout.write(`${JSON.stringify({ ...figures, table: judged }, undefined, 2)}\n`);
  }
  if (markdown) await writeMeasured(RECOVERY_PAGE, RECOVERY_MARKS, toMarkdown(results));
  return figures.broken === 0 ? EXIT.done : EXIT.failed;
}
