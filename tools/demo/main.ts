/** `npm run demo`: the whole system on this machine, and a talk through it. Exit codes are in options.ts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcmOf } from '../../src/audio/pcm.ts';
import { recogniserText } from '../../src/protocol/recogniser-text.ts';
import { missingEngines, recogniserIn, whyUnheard } from '../../testkit/speech/needed-engines.ts';
import { broadcast } from './broadcast.ts';
import { DemoFailure } from './failure.ts';
import { type DemoOptions, parseArguments, USAGE } from './options.ts';
import { readRecording } from './recording.ts';
import { Screen } from './screen.ts';
import { prepareTalk, type TalkChoice } from './spoken-talk.ts';
import { complaint, tableOf } from './summary.ts';
import { startSystem } from './system.ts';

/** Signals closer together than this are one. */
const REPEATED_SIGNAL_MS = 1_000;

// A reader that has gone, as in `npm run demo | head`, is no failure.
process.stdout.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    if (parsed.kind === 'wrong') throw new DemoFailure(parsed.message, 2);
    await run(parsed.options);
    return 0;
  } catch (error) {
    const isExpected = error instanceof DemoFailure;
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!isExpected && args.includes('--verbose')) console.error(error);
    return isExpected ? error.exitCode : 1;
  }
}

/** @throws DemoFailure when not every listener heard something, or before that. */
async function run(options: DemoOptions): Promise<void> {
  const { wavFile, voice, sentences, languages, outFolder, port, json, verbose } = options;
  const choose = wavFile === undefined ? prepareTalk(voice, sentences) : await prepareRecording(wavFile);
  const missing = missingEngines(languages, { recogniser: recogniserIn(process.env) });
  if (missing !== undefined) throw new DemoFailure(missing);
  await makeFolder(outFolder);

  const screen = screenOf(json);
  const say = (note: string) => (json ? process.stderr.write(`demo: ${note}\n`) : screen.note(note));
  const interrupted = interruption();
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-demo-'));
  screen.status('Starting the server, with local endpoints for recognition, records and translation');
  const onLine = (line: string) => verbose && process.stderr.write(`${line}\n`);
  const starting = startSystem({ port, dataFolder: join(folder, 'data'), onLine });
  try {
    const system = await Promise.race([starting, interrupted]);
    const died = system.died.then((reason) => Promise.reject(new DemoFailure(`the server stopped: ${reason}`)));
    const brokenOff = Promise.race([interrupted, died]);
    const unheard = whyUnheard(system.asr);
    if (unheard !== undefined) throw new DemoFailure(unheard);
    const { talk, notes } = choose(system.asr);
    screen.end();
    const [recogniser, ...reasons] = recogniserText(system.asr);
    screen.line(`${recogniser}. Voice: ${talk.voice}`);
    for (const note of [...reasons, ...notes]) say(note);
    const pcmFile = join(folder, 'talk.pcm');
    await writeFile(pcmFile, pcmOf(talk.samples));
    const input = { port: system.port, asr: system.asr, talk, pcmFile, languages, outFolder, screen, brokenOff };
    const summary = await broadcast(input);
    if (json) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
    screen.line();
    for (const line of tableOf(summary)) screen.line(line);
    const reason = complaint(summary);
    if (reason !== undefined) throw new DemoFailure(reason);
  } finally {
    screen.end();
    await starting.then(
      (system) => system.stop(),
      () => {},
    );
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whoever listens, the recording is what is spoken. */
async function prepareRecording(wavFile: string): Promise<TalkChoice> {
  const { notes, ...talk } = await readRecording(wavFile);
  return () => ({ talk, notes: notes.map((note) => `${wavFile}: ${note}`) });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new DemoFailure(`${folder}: no folder for the recordings (${(error as NodeJS.ErrnoException).code})`, 2);
  }
}

function screenOf(json: boolean): Screen {
  const { stdout, env } = process;
  const isTerminal = stdout.isTTY === true && !json && env.TERM !== 'dumb';
  return new Screen({
    write: (text) => json || stdout.write(text),
    isTerminal,
    hasColours: isTerminal && !env.NO_COLOR,
    // Some pseudo-terminals say 0.
    columns: () => stdout.columns || 80,
  });
}

/** Rejects at the first Ctrl-C or SIGTERM, so that everything started is stopped; a second Ctrl-C does not wait. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const stop = () => {
      // One Ctrl-C may come more than once: from the terminal, and passed on by npm.
      process.on('SIGINT', () => {});
      setTimeout(() => process.once('SIGINT', () => process.exit(130)), REPEATED_SIGNAL_MS).unref();
      reject(new DemoFailure('interrupted', 130));
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  interrupted.catch(() => {});
  return interrupted;
}
