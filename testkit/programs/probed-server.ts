/** The server, from its sources, as a process of its own with a probe in it, which can be asked what others cannot see. */
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
  /** On top of: free ports, warnings alone in the log, the stamped recogniser. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Gets every line on standard error. */
  readonly onLogLine: (line: string) => void;
}

/** What a server in embedded mode says when it is ready. */
export interface ServerReadyLine {
  readonly port: number;
  readonly adminPort: number;
  /** Where faults are set; absent when the server has no such thing. */
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

  /** Rejects with what the server wrote when it does not start. */
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

  /** The exit code or signal, once it has ended. */
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

  /** Rejects when the process has ended. */
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

  /** Ends it as an operator does. @returns how it ended; anything but 0 is a crash or a hang. */
  async stop(): Promise<string> {
    await this.#program.stop({ withinMs: ENDS_WITHIN_MS });
    return this.died;
  }
}
