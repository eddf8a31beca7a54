/** `npm run load`: runs one load against a server, with k6. Exit codes are in options.ts. */
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { drive } from './drive.ts';
import { LOAD } from './options.ts';
import { toLines } from './report-lines.ts';

process.exitCode = await runCommand(LOAD, async (options, { signal }) => {
  const [driven] = await drive([options], process.env, signal);
  if (driven === undefined) throw new Error('nothing was run');
  const { report, chartFile } = driven;
  const lines = options.json
    ? [JSON.stringify(report, undefined, 2)]
    : toLines(report, { hasColours: hasColours(), chartFile });
  process.stdout.write(`${lines.join('\n')}\n`);
  return report.faults.length === 0 ? EXIT.done : EXIT.failed;
});
