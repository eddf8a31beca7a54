/** Shows long commands on the terminal: a running line with the seconds, or plain lines where there is no terminal. */
import { spawn } from 'node:child_process';

const isTerminal = process.stdout.isTTY === true;
const hasColours = isTerminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const TICK_MS = 200;
/** Without a terminal: how often a command that still runs says so. */
const REMINDER_MS = 20_000;
/** Characters of output kept for when the command fails; the oldest are dropped. */
const MAX_OUTPUT = 20_000;
const SPINNER = ['|', '/', '-', '\\'];

/** Commands that run now, and whether they are being ended. */
const running = new Set();
let isEnding = false;

const paint = (code) => (text) => (hasColours ? `\x1b[${code}m${text}\x1b[0m` : text);

export const colours = { bold: paint(1), red: paint(31), green: paint(32), yellow: paint(33) };

// A closed reader, as in `npm run setup | head`, is not a failure.
process.stdout.on('error', () => {});

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command under a title. Shows its output with `verbose`, otherwise keeps the end of it. Calls `note` while it runs, and
 * shows its text beside the seconds.
 * @returns {Promise<{ code: number | undefined, output: string }>} code undefined: the program is not installed
 */
export function runShown(
  title,
  program,
  args,
  { env = process.env, cwd = process.cwd(), verbose = false, note = () => '' } = {},
) {
  if (isEnding) return new Promise(() => {});
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
    const elapsed = () => [seconds(), note()].filter((part) => part !== '').join(', ');
    let output = '';
    let ticks = 0;
    const isLive = isTerminal && !verbose;
    if (!isLive) say(colours.bold(title));
    const timer = setInterval(
      () => {
        if (isLive) overwrite(`${SPINNER[ticks++ % SPINNER.length]} ${title} ${elapsed()}`);
        else if (!verbose) say(`  still running, ${elapsed()}`);
      },
      isLive ? TICK_MS : REMINDER_MS,
    );
    const child = start(program, args, { env, cwd, stdio: verbose ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const keep = (data) => {
      output = (output + data).slice(-MAX_OUTPUT);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    const end = (code) => {
      clearInterval(timer);
      if (isEnding) return;
      if (isLive) overwrite('');
      const outcome = code === 0 ? colours.green('done') : colours.red('failed');
      say(isLive ? `${colours.bold(title)}: ${outcome} in ${seconds()}` : `  ${outcome} in ${seconds()}`);
      resolve({ code, output });
    };
    child.once('error', () => end(undefined));
    child.once('close', (code) => end(code ?? 1));
  });
}

/**
 * Runs a program and shows its output. Never settles once commands are being ended.
 * @returns {Promise<number>} its exit code; 1 if it has none
 */
export function runInherited(program, args) {
  return new Promise((resolve) => {
    if (isEnding) return;
    const child = start(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    const end = (code) => {
      if (!isEnding) resolve(code ?? 1);
    };
    child.once('error', () => end(1));
    child.once('exit', end);
  });
}

/**
 * Call on an interruption: passes the signal to every running command, and waits until all have ended. After that no code
 * continues after a command and no command is started, so the process must exit.
 * @param {NodeJS.Signals} signal @param {number} [graceMs] time until they are killed; without it they are not killed
 */
export async function endCommands(signal, graceMs) {
  isEnding = true;
  const children = [...running];
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve).once('error', resolve)));
  for (const child of children) child.kill(signal);
  const killing =
    graceMs === undefined
      ? undefined
      : setTimeout(() => {
          for (const child of children) child.kill('SIGKILL');
        }, graceMs);
  await Promise.all(ended);
  clearTimeout(killing);
}

function start(program, args, options) {
  const child = spawn(program, args, options);
  running.add(child);
  const forget = () => running.delete(child);
  return child.once('exit', forget).once('error', forget);
}

function overwrite(line) {
  process.stdout.write(`\r\x1b[2K${line.slice(0, Math.max(20, process.stdout.columns - 1 || 79))}`);
}
