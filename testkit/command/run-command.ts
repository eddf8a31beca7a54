/** Runs a program as a command: help, wrong usage, signals, exit code. A failure is one line on stderr. */
import { AssertionError } from 'node:assert';
import type { CommandLine } from './command-line.ts';
import { CommandFailure, EXIT, toMessage } from './failure.ts';
import { onInterruption, type SignalSource, untilInterrupted } from './interruption.ts';

/** After an interrupted command has ended, the process exits at the latest after this time. */
const GRACE_MS = 2_000;

export interface CommandContext {
  /** Aborted at Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Rejects when `signal` is aborted. */
  readonly interrupted: Promise<never>;
}

/** The part of the process that a command uses. */
export interface CommandHost extends SignalSource {
  readonly argv: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly stdout: { write(text: string): unknown; on(event: 'error', listener: () => void): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * @param run gives the exit code; undefined is 0. When interrupted, it ends what it has started and returns.
 * @returns the exit code: that of `run`, or 1, 2 or 130.
 */
export async function runCommand<R>(
  line: CommandLine<R>,
  run: (options: R, context: CommandContext) => Promise<number | undefined> | number | undefined,
  host: CommandHost = process,
): Promise<number> {
  // Turns off the SDK's warning on Node 20 that releases from 2027 on need Node 22. Its version is pinned here.
  host.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // A closed reader, as in `npm run demo | head`, is not a failure.
  host.stdout.on('error', () => {});
  const args = host.argv.slice(2);
  const fail = (message: string, code: number) => {
    host.stderr.write(`${line.name}: ${message}\n`);
    return code;
  };
  const parsed = line.parse(args);
  if (parsed.kind === 'wrong') return fail(parsed.message, EXIT.wrongUsage);
  if (parsed.kind === 'help') {
    host.stdout.write(line.usage);
    return EXIT.done;
  }
  const leaving = new AbortController();
  onInterruption(() => leaving.abort(), { source: host });
  const { signal } = leaving;
  try {
    const code = await run(parsed.options, { signal, interrupted: untilInterrupted(signal) });
    return signal.aborted ? EXIT.interrupted : (code ?? EXIT.done);
  } catch (error) {
    if (signal.aborted) return fail('interrupted', EXIT.interrupted);
    const stack = isMistake(error) || args.includes('--verbose') ? stackOf(error) : undefined;
    if (stack !== undefined) host.stderr.write(`${stack}\n`);
    return fail(toMessage(error), error instanceof CommandFailure ? error.exitCode : EXIT.failed);
  } finally {
    // The exit ends what still runs, such as a server that does not stop.
    if (signal.aborted) setTimeout(() => host.exit(EXIT.interrupted), GRACE_MS).unref();
  }
}

/** Whether the error is a bug in the program. A TypeError with a cause is not: `fetch` wraps network errors in one. */
function isMistake(error: unknown): error is Error {
  const kinds = [TypeError, RangeError, ReferenceError, AssertionError];
  return kinds.some((kind) => error instanceof kind) && (error as Error).cause === undefined;
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error && !(error instanceof CommandFailure) ? error.stack : undefined;
}
