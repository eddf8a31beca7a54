/** A program that runs beside this one: started, watched until it is ready, and stopped. Reads nothing of what it means. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../../testkit/command/failure.ts';

export interface ProgramOptions {
  /** For people. */
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Gets every line it writes, to either stream. */
  readonly onLine: (line: string) => void;
}

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;
/** The server drains for 10 s at most. */
const STOP_WITHIN_MS = 15_000;
/** Lines kept, to tell why it ended. */
const MAX_KEPT_LINES = 20;

export class Program {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lines: string[] = [];
  readonly #closed: Promise<unknown>;

  constructor({ name, path, args, cwd, environment, onLine }: ProgramOptions) {
    this.#name = name;
    this.#child = spawn(path, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', resolve);
      this.#child.once('error', (error) => {
        this.#lines.push(error.message);
        resolve(undefined);
      });
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        if (this.#lines.length > MAX_KEPT_LINES) this.#lines.shift();
        onLine(line);
      });
    }
  }

  /** Rejects when it ends before it is stopped. */
  get died(): Promise<never> {
    return this.#closed.then(() => {
      throw new CommandFailure(
        `${this.#name} ended (${this.#child.signalCode ?? this.#child.exitCode}): ${this.#last()}`,
      );
    });
  }

  /** Waits until the address answers 200. @throws CommandFailure when it ends first, or takes a minute. */
  async answers(url: string): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    const died = this.died;
    died.catch(() => {});
    while (!(await Promise.race([isWell(url), died]))) {
      if (performance.now() > deadline) throw new CommandFailure(`${this.#name} is not ready: ${this.#last()}`);
      await Promise.race([sleep(ASK_EVERY_MS), died]);
    }
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    this.#child.kill('SIGTERM');
    await gone;
    clearTimeout(timer);
  }

  #last(): string {
    return this.#lines.at(-1) ?? 'it said nothing';
  }
}

async function isWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
