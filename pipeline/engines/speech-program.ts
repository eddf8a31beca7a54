/** Runs a speech program, one process for each request: text in by standard input, bytes out. Bounded in number, time and size. */
import { execFile } from 'node:child_process';
import { Gate } from '../gate.ts';
import { isInstalled } from './programs.ts';

export interface SpeechProgramOptions {
  /** As in PATH. */
  readonly path: string;
  /** For one request, once its process has started. */
  readonly deadlineMs: number;
}

const MAX_PROCESSES = 4;
const MAX_WAITING = 256;
/** Over ten minutes of speech from one utterance: something is wrong. */
const MAX_OUTPUT_BYTES = 32 * 1_048_576;

export class SpeechProgram {
  readonly #program: string;
  readonly #options: SpeechProgramOptions;
  readonly #gate = new Gate(MAX_PROCESSES, MAX_WAITING);
  readonly #stop = new AbortController();

  /** @param program its name, looked for in the path. */
  constructor(program: string, options: SpeechProgramOptions) {
    this.#program = program;
    this.#options = options;
  }

  isInstalled(): boolean {
    return isInstalled(this.#program, this.#options.path);
  }

  /**
   * What the program writes to standard output. Rejects when too many requests wait, when it fails, is late, writes too
   * much, or is closed.
   * @param args never contain anything a user said: other users of the machine can read them.
   */
  run(args: readonly string[], input: string | Uint8Array): Promise<Buffer> {
    return this.#gate.run(this.#program, () => this.#start(args, input));
  }

  /** Ends what runs; those requests reject, and any later one. */
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
        // The error of execFile names the command line; ours says only what happened.
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
