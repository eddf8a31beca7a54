/** Shows long commands on the terminal: a running line with the seconds, or plain lines where there is no terminal. */
import { spawn } from 'node:child_process';

const isTerminal = process.stdout.isTTY === true;
const hasColours = isTerminal && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const TICK_MS = 200;
/** Without a terminal: how often a command that still runs says so. */
const REMINDER_MS = 20_000;
/** Output kept to be shown when the command fails; the oldest goes. */
const MAX_OUTPUT = 20_000;
const SPINNER = ['|', '/', '-', '\\'];

const paint = (code) => (text) => (hasColours ? `\x1b[${code}m${text}\x1b[0m` : text);

export const colours = { bold: paint(1), red: paint(31), green: paint(32), yellow: paint(33) };

// A reader that has gone, as in `npm run setup | head`, is no failure.
process.stdout.on('error', () => {});

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command under a title; with `verbose` its output is shown, otherwise kept. `note` is asked while it runs, and what
 * it gives is shown beside the seconds.
 * @returns {Promise<{ code: number | undefined, output: string }>} code undefined: the program is not there
 */
export function runShown(
  title,
  program,
  args,
  { env = process.env, cwd = process.cwd(), verbose = false, note = () => '' } = {},
) {
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
    const child = spawn(program, args, { env, cwd, stdio: verbose ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const keep = (data) => {
      output = (output + data).slice(-MAX_OUTPUT);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    const end = (code) => {
      clearInterval(timer);
      if (isLive) overwrite('');
      const outcome = code === 0 ? colours.green('done') : colours.red('failed');
      say(isLive ? `${colours.bold(title)}: ${outcome} in ${seconds()}` : `  ${outcome} in ${seconds()}`);
      resolve({ code, output });
    };
    child.once('error', () => end(undefined));
    child.once('close', (code) => end(code ?? 1));
  });
}

function overwrite(line) {
  process.stdout.write(`\r\x1b[2K${line.slice(0, Math.max(20, process.stdout.columns - 1 || 79))}`);
}
