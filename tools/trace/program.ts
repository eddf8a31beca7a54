/** A program that the trace needs beside it: whatever goes wrong with it is a failure that names it. */
import { CommandFailure } from '../../testkit/command/failure.ts';
import { Program, type ProgramOptions } from '../../testkit/programs/program.ts';

/** The server drains for 10 s at most. */
const STOP_WITHIN_MS = 15_000;

export interface TracedProgramOptions extends Pick<ProgramOptions, 'path' | 'args' | 'environment'> {
  /** For people. */
  readonly name: string;
  /** Gets every line it writes, to either stream. */
  readonly onLine: (line: string) => void;
}

export class TracedProgram {
  readonly #program: Program;
  readonly #name: string;

  constructor({ name, ...options }: TracedProgramOptions) {
    this.#name = name;
    this.#program = new Program(options);
  }

  /** Rejects when it ends before it is stopped. */
  get died(): Promise<never> {
    return this.#program.closed.then((how) => {
      throw new CommandFailure(`${this.#name} ended (${how}): ${this.#last()}`);
    });
  }

  /** Waits until the address answers with success. @throws CommandFailure when it ends first, or takes a minute. */
  async answers(url: string): Promise<void> {
    try {
      await this.#program.answers(url);
    } catch {
      if (!this.#program.isAlive) await this.died;
      throw new CommandFailure(`${this.#name} is not ready: ${this.#last()}`);
    }
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    await this.#program.stop({ withinMs: STOP_WITHIN_MS });
  }

  #last(): string {
    return this.#program.lastLines.at(-1) ?? 'it said nothing';
  }
}
