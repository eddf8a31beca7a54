/** `npm run recognition`: the recognisers of embedded mode, measured on people and on synthetic voices. Exit codes are in options.ts. */
import picocolors from 'picocolors';
import { onInterruption } from '../../testkit/programs/program.ts';
import { findCorpora } from './corpora/corpora.ts';
import { type Parsed, parseArguments, USAGE } from './options.ts';
import { type Claim, claimsOfRun } from './report/claims.ts';
import { enduranceLines, errorLines, fullHouseLines, minuteLine } from './report/lines.ts';
import { markdownOf } from './report/markdown.ts';
import { readRun, writeDocs } from './report/page.ts';
import { alignedLines, lagSource, tableOf } from './report/table.ts';
import { endure } from './runs/endurance.ts';
import { fillHouse } from './runs/full-house.ts';
import { measureAll } from './runs/measure-all.ts';

const INTERRUPTED = 130;
const FULL_HOUSE_SECONDS = 60;

// The SDK warns on Node 20 that releases of 2027 will want another; ours is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// A reader that has gone, as in `npm run recognition | head`, is no failure.
process.stdout.on('error', () => {});

const { stdout, stderr, env } = process;
const leaving = new AbortController();
const signal = leaving.signal;
const colours = picocolors.createColors(stdout.isTTY === true && env.TERM !== 'dumb' && !env.NO_COLOR);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    stderr.write(`recognition: ${parsed.message} (see --help)\n`);
    return 2;
  }
  onInterruption(() => leaving.abort());
  try {
    const code = await codeOf(parsed);
    return signal.aborted ? INTERRUPTED : code;
  } catch (error) {
    clearProgress();
    stderr.write(`recognition: ${error instanceof Error ? error.message : String(error)}\n`);
    return signal.aborted ? INTERRUPTED : 1;
  }
}

function codeOf(parsed: Exclude<Parsed, { kind: 'help' | 'wrong' }>): Promise<number> {
  if (parsed.kind === 'rewrite') return rewrite(parsed.file);
  return parsed.kind === 'measure' ? measure(parsed) : longRun(parsed);
}

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

async function measure({ options }: Extract<Parsed, { kind: 'measure' }>): Promise<number> {
  const { form, withErrors, writesDocs } = options;
  const isText = form === 'text';
  const report = await measureAll(options, {
    signal,
    progress: (line) => stderr.isTTY === true && stderr.write(`\r\u001b[K${line}`),
    say: (line) => {
      clearProgress();
      if (isText) stdout.write(`${line}\n`);
      else stderr.write(`${line}\n`);
    },
  });
  clearProgress();
  if (signal.aborted) return INTERRUPTED;
  const claims = claimsOfRun(report);
  if (form === 'json') stdout.write(`${JSON.stringify({ ...report, claims }, undefined, 2)}\n`);
  else if (form === 'markdown') stdout.write(`${markdownOf(report)}\n`);
  else {
    const [heads = '', ...rows] = alignedLines(tableOf(report));
    stdout.write(`\n${colours.bold(heads)}\n${rows.join('\n')}\n\n${lagSource(report)}\n\n`);
    sayClaims(claims);
  }
  if (withErrors) for (const line of report.engines.flatMap(errorLines)) (isText ? stdout : stderr).write(`${line}\n`);
  if (writesDocs) await writeDocs(report);
  return claims.every(({ holds }) => holds) ? 0 : 1;
}

async function longRun(parsed: Extract<Parsed, { kind: 'endurance' | 'fullHouse' }>): Promise<number> {
  const { contender, speakers, json } = parsed;
  const { corpora, missing } = findCorpora();
  for (const line of missing) stderr.write(`${line}\n`);
  const people = corpora.filter(({ kind }) => kind === 'people');
  const recordings = (people.length > 0 ? people : corpora).flatMap((corpus) => corpus.recordings).filter(isSpeech);
  const say = (line: string) => (json ? stderr : stdout).write(`${line}\n`);
  const report =
    parsed.kind === 'endurance'
      ? await endure(contender, { ...parsed, recordings, signal, minute: (minute) => say(minuteLine(minute)) })
      : await fillHouse(contender, { speakers, seconds: FULL_HOUSE_SECONDS, recordings, signal });
  if (json) stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  for (const line of 'minutes' in report ? enduranceLines(report) : fullHouseLines(report)) say(line);
  for (const problem of report.problems) say(`${colours.red('✗')} ${problem}`);
  if (report.problems.length === 0) say(`${colours.green('✓')} everything holds`);
  return report.problems.length === 0 ? 0 : 1;
}

/** Not single words, which would be an endless list of names and digits. */
function isSpeech({ text }: { readonly text: string }): boolean {
  return text.split(/\s+/).length >= 3;
}

function clearProgress(): void {
  if (stderr.isTTY === true) stderr.write('\r\u001b[K');
}
