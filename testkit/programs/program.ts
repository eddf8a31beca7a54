/**
 * Runs a program as a child process: starts it, reads its output line by line, waits for a line or for an address that answers,
 * and stops it. Works with any program.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plainEnvironment } from './child-environment.ts';

export interface ProgramOptions {
  /** The executable; default: this Node. */
  readonly path?: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Default: the repository's root. */
  readonly cwd?: string;
  /** A channel for messages beside the standard streams. */
  readonly hasChannel?: boolean;
  /** Makes it the leader of a process group, as a shell does. */
  readonly ownGroup?: boolean;
  /** Gets every line that the program writes to either stream, at once. */
  readonly onLine?: (line: string, stream: StreamName) => void;
  /** Characters kept of the beginning of each stream; default a million. */
  readonly maxOutput?: number;
}

export type StreamName = 'stdout' | 'stderr';

/** How a program ended, with its output. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 100;
const ASKED_FOR_MS = 2_000;
const MAX_OUTPUT = 1_000_000;
/** Last lines kept, to report why the program ended. */
const MAX_LAST_LINES = 50;

/** Programs that run now. They are killed when this process exits, even if it does not wait for them. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Program {
  readonly child: ChildProcess;
  /** The exit code; null if a signal ended it or it could not be started. More output may follow. */
  readonly exited: Promise<number | null>;
  /** The exit code or signal, or why it could not be started. Resolves after all its output. */
  readonly closed: Promise<string>;
  /** Its output, from the beginning. */
  readonly output = { stdout: '', stderr: '' };
  /** The newest lines of both streams. */
  readonly lastLines: string[] = [];
  readonly #watchers = new Set<(line: string) => void>();

  constructor(options: ProgramOptions) {
    const { path = process.execPath, args, environment, cwd = ROOT, hasChannel = false, ownGroup = false } = options;
    this.child = spawn(path, args, {
      cwd,
      env: environment,
      detached: ownGroup,
      stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? (['ipc'] as const) : [])],
    });
    running.add(this.child);
    this.#hear('stdout', options);
    this.#hear('stderr', options);
    this.exited = new Promise((resolve) => {
      this.child.once('exit', resolve);
      this.child.once('error', () => resolve(null));
    });
    this.closed = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(String(signal ?? code)));
      this.child.once('error', (error) => resolve(error.message));
    });
    void this.exited.then(() => running.delete(this.child));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when it has ended, after all its output. Does not stop it. */
  async ended(): Promise<Ended> {
    await this.closed;
    return { code: this.child.exitCode, ...this.output };
  }

  /**
   * The value of the first line on standard output that `read` accepts, including lines already written. Rejects if the program
   * ends before that line, or at the timeout.
   * @param read gives undefined for any other line.
   */
  async lineThat<T>(read: (line: string) => T | undefined, withinMs = READY_WITHIN_MS): Promise<T> {
    let look = (_line: string) => {};
    const found = new Promise<T>((resolve) => {
      look = (line) => {
        const value = read(line);
        if (value !== undefined) resolve(value);
      };
    });
    this.#watchers.add(look);
    for (const line of this.output.stdout.split('\n').slice(0, -1)) look(line);
    const waiting = new AbortController();
    const late = sleep(withinMs, undefined, { signal: waiting.signal }).then(() => this.#fail('not ready'));
    const gone = this.closed.then((how) => this.#fail(`it ended with ${how}`));
    late.catch(() => {});
    gone.catch(() => {});
    try {
      return await Promise.race([found, gone, late]);
    } finally {
      waiting.abort();
      this.#watchers.delete(look);
    }
  }

  /** The first line on standard output, as JSON. Rejects if the program ends before it, or at the timeout. */
  async readyLine(withinMs = READY_WITHIN_MS): Promise<Record<string, unknown>> {
    return JSON.parse(await this.lineThat((line) => line || undefined, withinMs)) as Record<string, unknown>;
  }

  /** Waits until the address answers with success. Rejects if the program ends first, or at the timeout. */
  async answers(url: string, withinMs = READY_WITHIN_MS): Promise<void> {
    const deadline = performance.now() + withinMs;
    const gone = this.closed.then((how) => this.#fail(`it ended with ${how}`));
    gone.catch(() => {});
    while (!(await Promise.race([isWell(url), gone]))) {
      if (performance.now() > deadline) this.#fail('not ready');
      await Promise.race([sleep(ASK_EVERY_MS), gone]);
    }
  }

  /** Sends the signal, and SIGKILL after `withinMs`. Does nothing if the program has ended. @returns the exit code. */
  async stop({ signal = 'SIGTERM', withinMs = STOP_WITHIN_MS }: StopOptions = {}): Promise<number | null> {
    if (this.isAlive) this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  #hear(name: StreamName, { onLine, maxOutput = MAX_OUTPUT }: ProgramOptions): void {
    const stream = this.child[name];
    if (stream === null) return;
    stream.setEncoding('utf8').on('data', (part: string) => {
      if (this.output[name].length < maxOutput) this.output[name] += part;
    });
    createInterface({ input: stream }).on('line', (line) => {
      this.lastLines.push(line);
      if (this.lastLines.length > MAX_LAST_LINES) this.lastLines.shift();
      onLine?.(line, name);
      if (name === 'stdout') for (const look of this.#watchers) look(line);
    });
  }

  #fail(what: string): never {
    throw new Error(`${what}: ${this.output.stderr.trim()}`);
  }
}

export interface StopOptions {
  readonly signal?: 'SIGTERM' | 'SIGKILL';
  readonly withinMs?: number;
}

/** Runs a program of this repository. @param entry from the root. @param settings the only Rostrum and AWS settings it gets. */
export function run(entry: string, args: readonly string[], settings: Readonly<Record<string, string>>): Program {
  const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  return new Program({ args: [...loader, join(ROOT, entry), ...args], environment: plainEnvironment(settings) });
}

async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASKED_FOR_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
