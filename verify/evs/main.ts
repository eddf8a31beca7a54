/** `npm run evs`: how long after a word is said its translation sounds. Exit codes are in options.ts. */
import { writeFile } from 'node:fs/promises';
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours, ProgressLine } from '../../testkit/command/terminal.ts';
import { toChart, toPoints } from './chart.ts';
import { evs } from './evs.ts';
import { EVS } from './options.ts';
import { writePage } from './performance-page.ts';
import { checksOf } from './report.ts';
import { toLines, toMarkdown } from './report-lines.ts';

process.exitCode = await runCommand(EVS, async (options, { signal, interrupted }) => {
  const { json, svgFile, write } = options;
  const progress = new ProgressLine();
  const measuring = evs(options, (line) => progress.show(line), signal);
  const report = await Promise.race([measuring, interrupted]).finally(() => progress.clear());
  const checks = checksOf(report);
  const lines = json ? [toJson({ ...report, checks })] : toLines(report, hasColours());
  process.stdout.write(`${lines.join('\n')}\n`);
  if (svgFile !== undefined) await writeFile(svgFile, toChart(report));
  if (write) {
    const args = process.argv.slice(2);
    const command = ['npm run evs', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
    await writePage(toMarkdown(report, { command, day: new Date().toISOString().slice(0, 10) }), toChart(report));
  }
  return checks.every(({ isKept }) => isKept) ? EXIT.done : EXIT.failed;
});

/** With the lags of words as the picture has them: the time and the mean lag of each 5 s. */
function toJson(report: object): string {
  return JSON.stringify(report, (name, value) => (name === 'lags' ? toPoints(value) : value), 2);
}
