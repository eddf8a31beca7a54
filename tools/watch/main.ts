/** `npm run watch`: a live session from inside, in the terminal. Exit codes are in options.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createColors } from 'picocolors';
import type { SessionView } from '../../src/protocol/inside.ts';
import { AdminPort, NoAnswer } from './admin-port.ts';
import { parseArguments, USAGE, type WatchOptions } from './options.ts';
import { lineOf, pictureOf } from './picture.ts';

const INTERRUPTED = 130;
const LOOK_EVERY_MS = 500;
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

// A reader that has gone, as in `npm run watch | head`, is no failure.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args);
  if (parsed.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (parsed.kind === 'wrong') return fail(parsed.message, 2);
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => leaving.abort());
  try {
    return await watch(parsed.options, leaving.signal);
  } catch (error) {
    if (error instanceof NoAnswer) return fail(error.message, 1);
    throw error;
  }
}

async function watch({ json, once, sessionId: wanted, url }: WatchOptions, leaving: AbortSignal): Promise<number> {
  const { stdout } = process;
  const port = new AdminPort(url);
  const chosen = await choose(port, wanted);
  if (!chosen.ok) return fail(chosen.why, 1);
  const isScreen = stdout.isTTY === true && !once && !json;
  const colours = createColors(stdout.isTTY === true && process.env.TERM !== 'dumb' && !process.env.NO_COLOR);
  let view: SessionView | undefined = chosen.view;
  let shown = '';
  let lastSeq = 0;
  while (view !== undefined) {
    const text = JSON.stringify(view);
    const { changes } = view;
    if (isScreen) {
      stdout.write(`${HOME_AND_CLEAR}${fitted(pictureOf(view, Date.now(), colours)).join('\n')}\n`);
    } else if (json) {
      if (text !== shown) stdout.write(`${text}\n`);
    } else if (shown === '') {
      stdout.write(`${pictureOf(view, Date.now(), colours).join('\n')}\n`);
    } else {
      for (const change of changes) if (change.seq > lastSeq) stdout.write(`  ${lineOf(change, colours)}\n`);
    }
    shown = text;
    lastSeq = changes.at(-1)?.seq ?? 0;
    if (once) return 0;
    await sleep(LOOK_EVERY_MS, undefined, { signal: leaving }).catch(() => {});
    if (leaving.aborted) return INTERRUPTED;
    view = await port.session(view.sessionId);
  }
  if (!json) stdout.write('the session is over\n');
  return 0;
}

type Choice = { readonly ok: true; readonly view: SessionView } | { readonly ok: false; readonly why: string };

async function choose(port: AdminPort, wanted: string | undefined): Promise<Choice> {
  const sessions = await port.sessions();
  const ids = sessions.map(({ sessionId }) => sessionId);
  const sessionId = wanted ?? (ids.length === 1 ? ids[0] : undefined);
  const view = sessionId === undefined ? undefined : await port.session(sessionId);
  if (view !== undefined) return { ok: true, view };
  const live = ids.length === 0 ? 'no session is live now' : `live now: ${ids.join(', ')}`;
  if (wanted !== undefined) return { ok: false, why: `there is no session ${wanted}; ${live}` };
  return { ok: false, why: ids.length > 1 ? `say which session; ${live}` : live };
}

/** To the terminal's size: a line that wraps would push the picture out of its place. Colours count for nothing. */
function fitted(lines: readonly string[]): readonly string[] {
  const { columns = 80, rows = 24 } = process.stdout;
  return lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(line, columns));
}

function cut(line: string, columns: number): string {
  let left = columns;
  // Whole escape sequences, then single characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours are written.
  return line.replaceAll(/\u001b\[\d+m|./gu, (part) => (part.length > 2 || left-- > 0 ? part : ''));
}

function fail(message: string, code: 1 | 2): number {
  process.stderr.write(`watch: ${message}\n`);
  return code;
}
