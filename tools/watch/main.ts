/** `npm run watch`: shows a live session's internal state in the terminal. Exit codes are in options.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createColors } from 'picocolors';
import type { SessionView } from '../../src/protocol/inside.ts';
import { CommandFailure, EXIT } from '../../testkit/command/failure.ts';
import { runCommand } from '../../testkit/command/run-command.ts';
import { hasColours } from '../../testkit/command/terminal.ts';
import { AdminPort } from './admin-port.ts';
import { WATCH, type WatchOptions } from './options.ts';
import { toLine, toPicture } from './picture.ts';

const LOOK_EVERY_MS = 500;
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

// When the reader closes the pipe, as in `npm run watch | head`, this program ends too.
process.stdout.on('error', () => process.exit(EXIT.done));

process.exitCode = await runCommand(WATCH, (options, { signal }) => watch(options, signal));

async function watch({ json, once, sessionId: wanted, url }: WatchOptions, leaving: AbortSignal): Promise<number> {
  const { stdout } = process;
  const port = new AdminPort(url);
  const chosen = await choose(port, wanted);
  if (!chosen.ok) throw new CommandFailure(chosen.why);
  const isScreen = stdout.isTTY === true && !once && !json;
  const colours = createColors(hasColours());
  let view: SessionView | undefined = chosen.view;
  let shown = '';
  let lastSeq = 0;
  while (view !== undefined) {
    const text = JSON.stringify(view);
    const { changes } = view;
    if (isScreen) {
      stdout.write(`${HOME_AND_CLEAR}${fitted(toPicture(view, Date.now(), colours)).join('\n')}\n`);
    } else if (json) {
      if (text !== shown) stdout.write(`${text}\n`);
    } else if (shown === '') {
      stdout.write(`${toPicture(view, Date.now(), colours).join('\n')}\n`);
    } else {
      for (const change of changes) if (change.seq > lastSeq) stdout.write(`  ${toLine(change, colours)}\n`);
    }
    shown = text;
    lastSeq = changes.at(-1)?.seq ?? 0;
    if (once) return EXIT.done;
    await sleep(LOOK_EVERY_MS, undefined, { signal: leaving }).catch(() => {});
    if (leaving.aborted) return EXIT.interrupted;
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

/** Cuts the lines to the terminal's size: a line that wraps would shift the picture. Colour codes have no width. */
function fitted(lines: readonly string[]): readonly string[] {
  const { columns = 80, rows = 24 } = process.stdout;
  return lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(line, columns));
}

function cut(line: string, columns: number): string {
  let left = columns;
  // Whole escape sequences, then single characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with it.
  return line.replaceAll(/\u001b\[\d+m|./gu, (part) => (part.length > 2 || left-- > 0 ? part : ''));
}
