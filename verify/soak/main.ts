/** `npm run soak`: keeps a server of its own busy for a long time, and says what was lost. Exit codes are in options.ts. */
import { randomInt } from 'node:crypto';
import { isolate } from './isolation.ts';
import { faultsFoundInIsolation, linesOfIsolation } from './isolation-report.ts';
import { parseArguments, type SoakOptions, USAGE } from './options.ts';
import { faultsFoundIn, lineOf, linesOf } from './report.ts';
import { soak } from './soak.ts';

// A reader that has gone, as in `npm run soak | head`, is no failure.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, randomInt(2 ** 32));
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`soak: ${parsed.message}\n`);
    return 2;
  }
  try {
    return await run(parsed.options);
  } catch (error) {
    process.stderr.write(`soak: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function run(options: SoakOptions): Promise<number> {
  const { isolation, json, seed } = options;
  const say = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
  if (!json) say([`Seed ${seed}; repeat with --seed ${seed}`]);
  if (isolation) {
    const report = await isolate(options, (phase) => {
      if (!json) say([`  ${phase}`]);
    });
    say(json ? [JSON.stringify(report, undefined, 2)] : linesOfIsolation(report));
    return faultsFoundInIsolation(report).length === 0 ? 0 : 1;
  }
  const report = await soak(options, (progress) => {
    if (!json) say([lineOf(progress)]);
  });
  say(json ? [JSON.stringify(report, undefined, 2)] : linesOf(report));
  return faultsFoundIn(report).length === 0 ? 0 : 1;
}
