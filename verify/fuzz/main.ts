/** `npm run fuzz`: attacks servers of its own, and says what they made of it. Exit codes are in options.ts. */
import { randomInt } from 'node:crypto';
import { ATTACK_NAMES, fuzz } from './fuzz.ts';
import { type FuzzOptions, parseArguments, usage } from './options.ts';
import { linesOf } from './report.ts';

// A reader that has gone, as in `npm run fuzz | head`, is no failure.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, randomInt(2 ** 32), ATTACK_NAMES);
  if (parsed.kind === 'help') {
    process.stdout.write(usage(ATTACK_NAMES));
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`fuzz: ${parsed.message}\n`);
    return 2;
  }
  try {
    return await run(parsed.options);
  } catch (error) {
    process.stderr.write(`fuzz: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function run(options: FuzzOptions): Promise<number> {
  const { json, seed } = options;
  const isTerminal = process.stdout.isTTY === true && !json;
  if (!json) process.stdout.write(`Seed ${seed}; repeat with --seed ${seed}\n`);
  const startedAt = performance.now();
  const report = await fuzz(options, (arena, frames) => {
    if (!isTerminal) return;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stdout.write(`\r\x1b[K${seconds} s  ${frames.toLocaleString('en')} frames  a server ${arena}`);
  });
  if (isTerminal) process.stdout.write('\r\x1b[K');
  const text = json ? JSON.stringify(report, undefined, 2) : linesOf(report).join('\n');
  process.stdout.write(`${text}\n`);
  return report.findings.length === 0 ? 0 : 1;
}
