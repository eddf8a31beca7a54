/** What the two commands of this folder have in common: wrong usage, signals, colours, exit codes. */
import type { Parsed } from './options.ts';

export interface Command<O> {
  readonly name: string;
  readonly usage: string;
  readonly parse: (args: readonly string[]) => Parsed<O>;
  /** @returns the exit code. */
  readonly run: (options: O, signal: AbortSignal) => Promise<number>;
}

const INTERRUPTED = 130;

/** @returns the exit code; what went wrong is one line on standard error. */
export async function runCommand<O>({ name, usage, parse, run }: Command<O>, args: readonly string[]): Promise<number> {
  // A reader that has gone, as in `npm run load | head`, is no failure.
  process.stdout.on('error', () => {});
  const parsed = parse(args);
  if (parsed.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const fail = (message: string, code: number) => {
    process.stderr.write(`${name}: ${message.replace(/\s*\n\s*/g, ' ')}\n`);
    return code;
  };
  if (parsed.kind === 'wrong') return fail(parsed.message, 2);
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => leaving.abort());
  try {
    return await run(parsed.options, leaving.signal);
  } catch (error) {
    return leaving.signal.aborted ? INTERRUPTED : fail(error instanceof Error ? error.message : String(error), 1);
  }
}
