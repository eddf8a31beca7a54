/** Runs a program that the trace needs. Every failure names the program. */
import { CommandFailure } from '../../testkit/command/failure.ts';
import { Program, type ProgramOptions } from '../../testkit/programs/program.ts';

/** Longer than the server drains, at most 10 s. */
const STOP_WITHIN_MS = 15_000;

export interface TracedProgramOptions extends Pick<ProgramOptions, 'path' | 'args' | 'environment'> {
  /** Name for people. */
  readonly name: string;
  /** Called with every line of its standard output and standard error. */
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

  /** Waits until the address answers with success. @throws CommandFailure when the program ends, or after a minute. */
  async answers(url: string): Promise<void> {
    try {
      await this.#program.answers(url);
    } catch {
      if (!this.#program.isAlive) await this.died;
      throw new CommandFailure(`${this.#name} is not ready: ${this.#last()}`);
    }
  }

  /** Asks the program to end, and kills it if it does not. */
  async stop(): Promise<void> {
    await this.#program.stop({ withinMs: STOP_WITHIN_MS });
  }

  #last(): string {
    return this.#program.lastLines.at(-1) ?? 'it said nothing';
  }
}
