/** `npm run faults`: every fault at every moment, and what became of every block of speech. Exit codes are in options.ts. */
import { onInterruption } from '../../testkit/programs/program.ts';
import { figuresOf } from './figures.ts';
import { chosen, parseArguments, type TableOptions, USAGE } from './options.ts';
import { writeTable } from './recovery-page.ts';
import { markdownOf, Report } from './report.ts';
import { idOf, type RowFacts, verdictOf } from './row.ts';
import { ROWS, runTable } from './table.ts';

const INTERRUPTED = 130;

// The SDK warns on Node 20 that releases of 2027 will want another; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// A reader that has gone, as in `npm run faults | head`, is no failure.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') return fail(parsed.message);
  const rows = chosen(ROWS, parsed.options.only);
  if (rows.length === 0) return fail(`no row has ${parsed.options.only.join(' or ')} in it`);
  if (parsed.kind === 'list') {
    for (const row of rows) process.stdout.write(`${idOf(row)}\n`);
    return 0;
  }
  return run(rows, parsed.options);
}

async function run(rows: readonly RowFacts[], { form, json, markdown }: TableOptions): Promise<number> {
  const { stdout, stderr, env } = process;
  const startedAt = performance.now();
  const leaving = new AbortController();
  onInterruption(() => leaving.abort());
  const hasColours = stdout.isTTY === true && env.TERM !== 'dumb' && !env.NO_COLOR;
  const clearLine = () => stderr.isTTY === true && stderr.write('\r\u001b[K');
  const write = (text: string) => {
    if (json) return;
    clearLine();
    stdout.write(text);
  };
  const report = new Report(rows, { hasColours, write });
  let done = 0;
  const progress = () => stderr.isTTY === true && stderr.write(`\r\u001b[K${done} of ${rows.length} rows`);
  progress();
  await runTable(
    rows,
    form,
    (result) => {
      done += 1;
      report.add(result);
      progress();
    },
    leaving.signal,
  );
  clearLine();
  if (leaving.signal.aborted) return INTERRUPTED;
  const { results } = report;
  const figures = figuresOf(results);
  report.totals(performance.now() - startedAt);
  if (json) {
    const judged = results.map((result) => ({ ...result, problems: verdictOf(result, result) }));
    stdout.write(`${JSON.stringify({ ...figures, table: judged }, undefined, 2)}\n`);
  }
  if (markdown) await writeTable(markdownOf(results));
  return figures.broken === 0 ? 0 : 1;
}

function fail(message: string): number {
  process.stderr.write(`faults: ${message}\n`);
  return 2;
}
