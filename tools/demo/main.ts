/** `npm run demo`: starts the whole system on this machine and runs a talk through it. Exit codes are in options.ts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPcm } from '../../src/audio/pcm.ts';
import { recogniserText } from '../../src/protocol/recogniser-text.ts';
import { CommandFailure, EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { missingEngines, recogniserIn, whyUnheard } from '../../testkit/speech/needed-engines.ts';
import { broadcast } from './broadcast.ts';
import { DEMO, type DemoOptions } from './options.ts';
import { readRecording } from './recording.ts';
import { Screen } from './screen.ts';
import { prepareLongTalk, prepareTalk, type TalkChoice } from './spoken-talk.ts';
import { complaint, toTable } from './summary.ts';
import { startSystem } from './system.ts';

process.exitCode = await runCommand(DEMO, async (options, { interrupted }) => {
  await run(options, interrupted);
  return EXIT.done;
});

/** @throws CommandFailure when a listener heard nothing, or when an earlier step fails. */
async function run(options: DemoOptions, interrupted: Promise<never>): Promise<void> {
  const { languages, outFolder, port, json, verbose, segments } = options;
  const choose = await chooseTalk(options);
  const missing = missingEngines(languages, { recogniser: recogniserIn(process.env) });
  if (missing !== undefined) throw new CommandFailure(missing);
  await makeFolder(outFolder);

  const screen = screenOf(json);
  const say = (note: string) => (json ? process.stderr.write(`demo: ${note}\n`) : screen.note(note));
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-demo-'));
  screen.status('Starting the server, with local endpoints for recognition, records and translation');
  const onLine = (line: string) => verbose && process.stderr.write(`${line}\n`);
  const starting = startSystem({ port, dataFolder: join(folder, 'data'), onLine });
  try {
    const system = await Promise.race([starting, interrupted]);
    const died = system.died.then((reason) => Promise.reject(new CommandFailure(`the server stopped: ${reason}`)));
    const brokenOff = Promise.race([interrupted, died]);
    const unheard = whyUnheard(system.asr);
    if (unheard !== undefined) throw new CommandFailure(unheard);
    const { talk, notes } = choose(system.asr);
    screen.end();
    const [recogniser, ...reasons] = recogniserText(system.asr);
    screen.line(`${recogniser}. Voice: ${talk.voice}`);
    for (const note of [...reasons, ...notes]) say(note);
    const pcmFile = join(folder, 'talk.pcm');
    await writeFile(pcmFile, toPcm(talk.samples));
    const { port: openPort, asr } = system;
    const input = { port: openPort, asr, talk, pcmFile, languages, segments, outFolder, screen, brokenOff };
    const summary = await broadcast(input);
    if (json) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
    screen.line();
    for (const line of toTable(summary)) screen.line(line);
    const reason = complaint(summary);
    if (reason !== undefined) throw new CommandFailure(reason);
  } finally {
    screen.end();
    await starting.then(
      (system) => system.stop(),
      () => {},
    );
    await rm(folder, { recursive: true, force: true });
  }
}

async function chooseTalk({ wavFile, voice, sentences, long }: DemoOptions): Promise<TalkChoice> {
  if (wavFile !== undefined) return prepareRecording(wavFile);
  return long && voice !== 'person' ? prepareLongTalk(voice, sentences) : prepareTalk(voice, sentences);
}

/** Reads the given recording, which is spoken whatever the recogniser is. */
async function prepareRecording(wavFile: string): Promise<TalkChoice> {
  const { notes, ...talk } = await readRecording(wavFile);
  return () => ({ talk, notes: notes.map((note) => `${wavFile}: ${note}`) });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new CommandFailure(`${folder}: no folder for the recordings (${(error as NodeJS.ErrnoException).code})`, 2);
  }
}

function screenOf(json: boolean): Screen {
  const { stdout, env } = process;
  const isTerminal = stdout.isTTY === true && !json && env.TERM !== 'dumb';
  return new Screen({
    write: (text) => json || stdout.write(text),
    isTerminal,
    hasColours: isTerminal && hasColours(),
    // Some pseudo-terminals report 0.
    columns: () => stdout.columns || 80,
  });
}
