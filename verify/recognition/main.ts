/** `npm run recognition`: measures embedded mode's recognisers on people and synthetic voices. Exit codes are in options.ts. */
import picocolors from 'picocolors';
import { EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours, ProgressLine } from '../../testkit/command/terminal.ts';
import { alignedLines } from '../../testkit/text/table.ts';
import { findCorpora } from './corpora/corpora.ts';
import { RECOGNITION, type RecognitionOptions, type Task } from './options.ts';
import { type Claim, claimsOfRun } from './report/claims.ts';
import { enduranceLines, errorLines, fullHouseLines, minuteLine } from './report/lines.ts';
import { toMarkdown } from './report/markdown.ts';
import { readRun, writeDocs } from './report/page.ts';
import { lagSource, toTable } from './report/table.ts';
import { endure } from './runs/endurance.ts';
import { fillHouse } from './runs/full-house.ts';
import { measureAll } from './runs/measure-all.ts';

const FULL_HOUSE_SECONDS = 60;

const { stdout, stderr } = process;
const colours = picocolors.createColors(hasColours());
const progress = new ProgressLine();

process.exitCode = await runCommand(RECOGNITION, async (task, { signal }) => {
  try {
    if (task.kind === 'rewrite') return await rewrite(task.file);
    return await (task.kind === 'measure' ? measure(task.options, signal) : longRun(task, signal));
  } finally {
    progress.clear();
  }
});

async function rewrite(file: string): Promise<number> {
  const report = await readRun(file);
  await writeDocs(report);
  const claims = claimsOfRun(report);
  sayClaims(claims);
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

function sayClaims(claims: readonly Claim[]): void {
  for (const { text, measured, holds } of claims) {
    stdout.write(`${holds ? colours.green('✓') : colours.red('✗')} ${text}: ${measured}\n`);
  }
}

async function measure(options: RecognitionOptions, signal: AbortSignal): Promise<number> {
  const { form, withErrors, writesDocs } = options;
  const isText = form === 'text';
  const report = await measureAll(options, {
    signal,
    progress: (line) => progress.show(line),
    say: (line) => {
      progress.clear();
      if (isText) stdout.write(`${line}\n`);
      else stderr.write(`${line}\n`);
    },
  });
  progress.clear();
  if (signal.aborted) return EXIT.interrupted;
  const claims = claimsOfRun(report);
  if (form === 'json') stdout.write(`${JSON.stringify({ ...report, claims }, undefined, 2)}\n`);
  else if (form === 'markdown') stdout.write(`${toMarkdown(report)}\n`);
  else {
    const [heads = '', ...rows] = alignedLines(toTable(report));
    stdout.write(`\n${colours.bold(heads)}\n${rows.join('\n')}\n\n${lagSource(report)}\n\n`);
    sayClaims(claims);
  }
  if (withErrors) for (const line of report.engines.flatMap(errorLines)) (isText ? stdout : stderr).write(`${line}\n`);
  if (writesDocs) await writeDocs(report);
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

async function longRun(task: Extract<Task, { kind: 'endurance' | 'fullHouse' }>, signal: AbortSignal): Promise<number> {
  const { contender, speakers, json } = task;
  const { corpora, missing } = findCorpora();
  for (const line of missing) stderr.write(`${line}\n`);
  const people = corpora.filter(({ kind }) => kind === 'people');
  const recordings = (people.length > 0 ? people : corpora).flatMap((corpus) => corpus.recordings).filter(isSpeech);
  const say = (line: string) => (json ? stderr : stdout).write(`${line}\n`);
  const report =
    task.kind === 'endurance'
      ? await endure(contender, { ...task, recordings, signal, minute: (minute) => say(minuteLine(minute)) })
      : await fillHouse(contender, { speakers, seconds: FULL_HOUSE_SECONDS, recordings, signal });
  if (json) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  for (const line of 'minutes' in report ? enduranceLines(report) : fullHouseLines(report)) say(line);
  for (const problem of report.problems) say(`${colours.red('✗')} ${problem}`);
  if (report.problems.length === 0) say(`${colours.green('✓')} everything holds`);
  return report.problems.length === 0 ? 0 : 1;
}

/** Excludes single words, which would be a long list of names and digits. */
function isSpeech({ text }: { readonly text: string }): boolean {
  return text.split(/\s+/).length >= 3;
}
