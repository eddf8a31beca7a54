/** `npm run fuzz`: starts servers, attacks them and reports the findings. Exit codes are in options.ts. */

import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { ProgressLine } from '../../testkit/command/terminal.ts';
import { ATTACK_NAMES, fuzz } from './fuzz.ts';
import { fuzzCommand } from './options.ts';
import { toLines } from './report.ts';

process.exitCode = await runCommand(fuzzCommand(ATTACK_NAMES), async (options, { interrupted }) => {
  const { json, seed } = options;
  if (!json) process.stdout.write(`Seed ${seed}; repeat with --seed ${seed}\n`);
  const startedAt = performance.now();
  const line = new ProgressLine();
  const fuzzing = fuzz(options, (arena, frames) => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    line.show(`${seconds} s  ${frames.toLocaleString('en')} frames  a server ${arena}`);
  });
  const report = await Promise.race([fuzzing, interrupted]).finally(() => line.clear());
  const text = json ? JSON.stringify(report, undefined, 2) : toLines(report).join('\n');
  process.stdout.write(`${text}\n`);
  return report.findings.length === 0 ? EXIT.done : EXIT.failed;
});
