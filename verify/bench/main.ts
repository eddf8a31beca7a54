/** `npm run bench`: what the server costs, and how fast it is. Exit codes are in options.ts. */
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { BENCH } from './options.ts';
import { toLines } from './report-lines.ts';
import { runRig } from './rig.ts';
import type { RunReport } from './run-report.ts';
import { takeTurn } from './turn.ts';

process.exitCode = await runCommand(BENCH, async ({ runs, isUntimed, json }, { signal, interrupted }) => {
  const note = (line: string) => process.stderr.write(`bench: ${line}\n`);
  const giveBack = await takeTurn(() => note('waiting for another measurement'), signal);
  const reports: RunReport[] = [];
  for (const options of runs) {
    const onStep = (step: string) => note(`${options.sessions} x ${options.chunkMs} ms: ${step}`);
    const report = await Promise.race([runRig(options, onStep, signal), interrupted]);
    reports.push(isUntimed ? { ...report, doubts: [] } : report);
  }
  giveBack();
  const lines = json ? [JSON.stringify(reports, undefined, 2)] : toLines(reports);
  process.stdout.write(`${lines.join('\n')}\n`);
  return reports.every(({ doubts, faults }) => doubts.length + faults.length === 0) ? EXIT.done : EXIT.failed;
});
