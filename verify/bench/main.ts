/** `npm run bench`: what the server costs, and how fast it is. Exit codes are in options.ts. */
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { bench, measureRun } from './bench.ts';
import { type BenchResult, faultsOf } from './bench-result.ts';
import { toMarkdown, toTerminal } from './bench-tables.ts';
import { toCpuChart, toLatencyChart } from './chart.ts';
import { BENCH, type BenchOptions } from './options.ts';
import { writePage } from './performance-page.ts';
import { toLines } from './report-lines.ts';
import type { RunReport } from './run-report.ts';
import { takeTurn } from './turn.ts';

const note = (line: string) => process.stderr.write(`bench: ${line}\n`);
const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

process.exitCode = await runCommand(BENCH, async (options, { signal, interrupted }) => {
  const giveBack = await takeTurn(() => note('waiting for another measurement'), signal);
  try {
    const measuring = options.runs === undefined ? whole(options, signal) : single(options.runs, options, signal);
    return await Promise.race([measuring, interrupted]);
  } finally {
    giveBack();
  }
});

async function single(runs: NonNullable<BenchOptions['runs']>, options: BenchOptions, signal: AbortSignal) {
  const reports: RunReport[] = [];
  for (const run of runs) reports.push(judged(await measureRun(run, options.tries, note, signal), options));
  print(options.json ? [JSON.stringify(reports, undefined, 2)] : toLines(reports));
  return reports.every(({ doubts, faults }) => doubts.length + faults.length === 0) ? EXIT.done : EXIT.failed;
}

async function whole(options: BenchOptions, signal: AbortSignal) {
  const measured = await bench(options.plan, note, signal);
  const { steady, chunks } = measured;
  const result: BenchResult = {
    ...measured,
    steady: steady?.map((run) => ({ ...run, report: judged(run.report, options) })),
    chunks: chunks?.map((run) => ({ ...run, report: judged(run.report, options) })),
  };
  print(options.json ? [JSON.stringify(result, undefined, 2)] : toTerminal(result));
  if (options.write) {
    const args = process.argv.slice(2);
    const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
    const runs = (result.steady ?? []).map(({ report }) => report);
    const charts = runs.length === 0 ? {} : { 'bench-latency': toLatencyChart(runs), 'bench-cpu': toCpuChart(runs) };
    await writePage(toMarkdown(result, { command, day: new Date().toISOString().slice(0, 10) }), charts);
  }
  return faultsOf(result).length === 0 ? EXIT.done : EXIT.failed;
}

function judged(report: RunReport, { isUntimed }: BenchOptions): RunReport {
  return isUntimed ? { ...report, doubts: [] } : report;
}
