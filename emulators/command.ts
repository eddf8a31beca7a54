/** Runs one local endpoint as a command: flags, --help, the ready line, signals, exit codes. The same for every service. */
import { parseArgs } from 'node:util';

/** One flag of an endpoint's command. Every flag is optional; `help` should name the default. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** One line for --help. */
  readonly help: string;
  /** The name of a string flag's value in --help, e.g. `<ms>`. */
  readonly placeholder?: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** The parsed flags: absent ones are undefined. */
export type CommandValues<O extends CommandOptions> = {
  readonly [K in keyof O]: (O[K]['type'] extends 'boolean' ? boolean : string) | undefined;
};

/** A started endpoint, as `runEndpoint` needs it. */
export interface RunningEndpoint {
  readonly endpoint: string;
  readonly port: number;
  /** URL of the fault control API. Undefined: it has none. */
  readonly faultsUrl?: string;
  close(): Promise<void>;
}

export interface EndpointCommand<O extends CommandOptions> {
  /** Names the service in the ready line and in error lines, e.g. `transcribe`. */
  readonly name: string;
  /** One or two sentences at the top of --help. */
  readonly summary: string;
  readonly options: O;
  /** A UsageError thrown here exits 2, anything else 1. */
  start(values: CommandValues<O>): Promise<RunningEndpoint>;
}

/** A mistake in the command line: the process exits with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Longest wait for `close()` after a signal. After it the process exits anyway. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Reads process.argv, starts the endpoint and prints `{"msg":"listening","service","port","endpoint"}` on stdout, with
 * `"faults"`, the URL of the control API, if there is one.
 * SIGTERM and SIGINT close it and exit 0; a second signal exits 1 at once. Errors are one line `name: message` on
 * stderr, exit 2 for a wrong command line and 1 for a failed start.
 */
export async function runEndpoint<const O extends CommandOptions>(command: EndpointCommand<O>): Promise<void> {
  try {
    const { help, ...values } = parse(command.options);
    if (help === true) {
      process.stdout.write(usage(command));
      return;
    }
    const running = await command.start(values as CommandValues<O>);
    closeOnSignal(command.name, running);
    const { port, endpoint, faultsUrl: faults } = running;
    process.stdout.write(`${JSON.stringify({ msg: 'listening', service: command.name, port, endpoint, faults })}\n`);
  } catch (error) {
    fail(command.name, error);
  }
}

/** A whole number given on the command line, or `fallback` when it was not. Throws UsageError outside min..max. */
export function wholeNumber(
  flag: string,
  text: string | undefined,
  limits: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  if (text === undefined) return limits.fallback;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= limits.min && value <= limits.max)) {
    throw new UsageError(`--${flag} must be a whole number from ${limits.min} to ${limits.max}, not "${text}"`);
  }
  return value;
}

function parse(options: CommandOptions): Record<string, string | boolean | undefined> {
  const flags = Object.fromEntries(Object.entries(options).map(([flag, { type }]) => [flag, { type }]));
  try {
    return parseArgs({ options: { ...flags, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    // The first sentence of parseArgs' message says what is wrong. The rest explains unusual positional arguments.
    throw new UsageError(`${toMessage(error).split('. ')[0]} (see --help)`);
  }
}

function usage(command: EndpointCommand<CommandOptions>): string {
  const rows = Object.entries(command.options).map(([flag, { placeholder, type, help }]) => {
    const value = type === 'string' ? ` ${placeholder ?? '<value>'}` : '';
    return { left: `--${flag}${value}`, help };
  });
  rows.push({ left: '-h, --help', help: 'print this text and exit' });
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  const lines = rows.map(({ left, help }) => `  ${left.padEnd(width)}${help}`);
  return `${command.summary}\n\nUsage: node dist/emulators/${command.name} [options]\n\n${lines.join('\n')}\n`;
}

function closeOnSignal(name: string, running: RunningEndpoint): void {
  let closing = false;
  const stop = () => {
    if (closing) process.exit(1);
    closing = true;
    setTimeout(
      () => fail(name, new Error(`did not close within ${CLOSE_TIMEOUT_MS} ms; the process ends now`), true),
      CLOSE_TIMEOUT_MS,
    ).unref();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => fail(name, error, true),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(name: string, error: unknown, leave = false): void {
  const line = toMessage(error).replace(/\s*\n\s*/g, ' ');
  process.stderr.write(`${name}: ${line}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
  if (leave) process.exit();
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
