/** `npm run validate`: compares measurements with the required latencies. Exit codes are in validate-options.ts. */
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { drive } from './drive.ts';
import { writePage } from './performance-page.ts';
import { VALIDATE } from './validate-options.ts';
import { isPassed, validate } from './validation.ts';
import { toLines, toMarkdown } from './validation-lines.ts';

process.exitCode = await runCommand(VALIDATE, async ({ loads, json, write }, { signal }) => {
  const driven = await drive(loads, process.env, signal);
  const reports = driven.map(({ report }) => report);
  const validation = validate(reports);
  const lines = json
    ? [JSON.stringify({ passed: isPassed(validation), ...validation, reports }, undefined, 2)]
    : toLines(validation, hasColours());
  process.stdout.write(`${lines.join('\n')}\n`);
  if (write) {
    const day = new Date().toISOString().slice(0, 10);
    const args = process.argv.slice(2);
    const command = ['npm run validate', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
    const charts = Object.fromEntries(driven.map(({ report, chart }) => [report.load, chart]));
    await writePage(toMarkdown(validation, reports, { command, day }), charts);
  }
  return isPassed(validation) ? EXIT.done : EXIT.failed;
});
