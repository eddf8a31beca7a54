/** Runs the server from its sources in a child process, with a probe that answers questions about its inside. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';
import { Program } from './program.ts';
import type { ProbeAnswer, ProbeQuestion } from './run-with-probe.ts';

const SERVER = join(import.meta.dirname, '../../src/server/index.ts');
const ENDS_WITHIN_MS = 30_000;

export interface ProbedServerOptions {
  /** The module that calls runWithProbe. */
  readonly probe: URL;
  /** Added to: free ports, only warnings in the log, the stamped recogniser. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gets every line on standard error. */
  readonly onLogLine: (line: string) => void;
}

/** The ready line of a server in embedded mode. */
export interface ServerReadyLine {
  readonly port: number;
  readonly adminPort: number;
  /** Address where faults are set; absent if the server has none. */
  readonly faults?: string;
  readonly inspectUrl?: string;
  readonly services: { readonly transcribe: string; readonly lambda: string; readonly dynamodb: string };
}

export class ProbedServer<Question, Answer> {
  readonly ready: ServerReadyLine;
  readonly #program: Program;
  #asked = 0;

  private constructor(program: Program, ready: ServerReadyLine) {
    this.#program = program;
    this.ready = ready;
  }

  /** If the server does not start, rejects with what it wrote. */
  static async start<Question, Answer>(options: ProbedServerOptions): Promise<ProbedServer<Question, Answer>> {
    const { probe, settings, onLogLine } = options;
    const program = new Program({
      args: ['--expose-gc', '--import', 'tsx', fileURLToPath(probe), SERVER],
      environment: childEnvironment({
        PORT: '0',
        ADMIN_PORT: '0',
        LOG_LEVEL: 'warn',
        EMBEDDED_ASR: 'stamped',
        ...settings,
      }),
      hasChannel: true,
      onLine: (line, stream) => stream === 'stderr' && onLogLine(line),
    });
    try {
      return new ProbedServer(program, (await program.readyLine()) as unknown as ServerReadyLine);
    } catch (error) {
      await program.stop({ signal: 'SIGKILL' });
      throw new Error(`the server did not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Resolves with the exit code or signal when the server has ended. */
  get died(): Promise<string> {
    return this.#program.closed;
  }

  get isAlive(): boolean {
    return this.#program.isAlive;
  }

  /** The text of the page with the server's metrics. */
  async metricsPage(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.ready.adminPort}/metrics`)).text();
  }

  /** Rejects if the process has ended. */
  async ask(question: Question): Promise<Answer> {
    this.#asked += 1;
    const id = this.#asked;
    const { child } = this.#program;
    let take = (_: ProbeAnswer<Answer>) => {};
    const answered = new Promise<Answer>((resolve) => {
      take = (message) => {
        if (message.id === id) resolve(message.answer);
      };
    });
    child.on('message', take);
    try {
      child.send({ id, question } satisfies ProbeQuestion<Question>);
      const gone = this.died.then((how) => Promise.reject(new Error(`the server ended: ${how}`)));
      return await Promise.race([answered, gone]);
    } finally {
      child.off('message', take);
    }
  }

  /** Stops it with SIGTERM, as an operator does. @returns how it ended; anything but 0 is a crash or a hang. */
  async stop(): Promise<string> {
    await this.#program.stop({ withinMs: ENDS_WITHIN_MS });
    return this.died;
  }
}
