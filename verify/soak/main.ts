/** `npm run soak`: starts a server, keeps it busy for a long time and reports losses. Exit codes are in options.ts. */

import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { isolate } from './isolation.ts';
import { faultsFoundInIsolation, linesOfIsolation } from './isolation-report.ts';
import { SOAK } from './options.ts';
import { faultsFoundIn, toLine, toLines } from './report.ts';
import { soak } from './soak.ts';

process.exitCode = await runCommand(SOAK, async (options, { interrupted }) => {
  const { isolation, json, seed } = options;
  const say = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  const sayProgress = (line: string) => json || say([line]);
  sayProgress(`Seed ${seed}; repeat with --seed ${seed}`);
  if (isolation) {
    const isolating = isolate(options, (phase) => sayProgress(`  ${phase}`));
    const report = await Promise.race([isolating, interrupted]);
    say(json ? [JSON.stringify(report, undefined, 2)] : linesOfIsolation(report));
    return faultsFoundInIsolation(report).length === 0 ? EXIT.done : EXIT.failed;
  }
  const soaking = soak(options, (progress) => sayProgress(toLine(progress)));
  const report = await Promise.race([soaking, interrupted]);
  say(json ? [JSON.stringify(report, undefined, 2)] : toLines(report));
  return faultsFoundIn(report).length === 0 ? EXIT.done : EXIT.failed;
});
