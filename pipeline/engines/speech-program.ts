/** Runs a speech program, one process for each request. Text goes in by standard input. Number, time and size are limited. */
import { execFile } from 'node:child_process';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { isInstalled } from './programs.ts';

export interface SpeechProgramOptions {
  /** Directories, as in PATH. */
  readonly path: string;
  /** For one request, from the start of its process. */
  readonly deadlineMs: number;
}

const MAX_PROCESSES = 4;
const MAX_WAITING = 256;
/** Over ten minutes of speech. No utterance is that long, so something is wrong. */
const MAX_OUTPUT_BYTES = 32 * 1_048_576;

export class SpeechProgram {
  readonly #program: string;
  readonly #options: SpeechProgramOptions;
  readonly #limit = new ConcurrencyLimit(MAX_PROCESSES, MAX_WAITING);
  readonly #stop = new AbortController();

  /** @param program name of the program, which is searched in the path. */
  constructor(program: string, options: SpeechProgramOptions) {
    this.#program = program;
    this.#options = options;
  }

  isInstalled(): boolean {
    return isInstalled(this.#program, this.#options.path);
  }

  /**
   * @returns what the program writes to standard output. Rejects when too many requests wait, when it fails, takes too long,
   * writes too much, or is closed.
   * @param args must not contain what a user said, because other users of the machine can read them.
   */
  run(args: readonly string[], input: string | Uint8Array): Promise<Buffer> {
    return this.#limit.run(this.#program, () => this.#start(args, input));
  }

  /** Ends all processes. Their requests reject, and so do later ones. */
  close(): void {
    this.#stop.abort();
  }

  #start(args: readonly string[], input: string | Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        this.#program,
        args,
        {
          encoding: 'buffer',
          env: { PATH: this.#options.path, LC_ALL: 'C.UTF-8' },
          timeout: this.#options.deadlineMs,
          killSignal: 'SIGKILL',
          maxBuffer: MAX_OUTPUT_BYTES,
          signal: this.#stop.signal,
        },
        // The error of execFile contains the command line. This one says only what happened.
        (error, stdout) =>
          error
            ? reject(new Error(`${this.#program} failed: ${error.code ?? error.signal ?? 'unknown'}`))
            : resolve(stdout),
      );
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }
}
