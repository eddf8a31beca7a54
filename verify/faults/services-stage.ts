/** A built server in embedded mode. Its local services run in their own process, which can be killed. */
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { Broadcast } from './broadcast.ts';

const BACK = /"pid":(\d+),"awayMs":\d+\},"message":"local services are back"/g;

export class ServicesStage {
  /** Time from the start until the server is ready. */
  readonly startMs: number;
  readonly #program: Program;
  readonly #port: number;
  readonly #firstPid: number;
  #sessions = 0;

  private constructor(program: Program, port: number, pid: number, startMs: number) {
    this.startMs = startMs;
    this.#program = program;
    this.#port = port;
    this.#firstPid = pid;
  }

  /** Rejects when the server does not get ready. */
  static async start(): Promise<ServicesStage> {
    const entry = await builtProgram('server');
    const startedAt = performance.now();
    const program = run(entry, [], {
      ...NO_ADDRESS_LIMITS,
      ...{ PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'info', EMBEDDED_ASR: 'stamped' },
      SESSION_DRAIN_MS: '20000',
    });
    try {
      const { port, services } = await program.readyLine();
      return new ServicesStage(program, Number(port), (services as { pid: number }).pid, performance.now() - startedAt);
    } catch (error) {
      await program.stop({ signal: 'SIGKILL' });
      throw error;
    }
  }

  async broadcast(): Promise<Broadcast> {
    this.#sessions += 1;
    const token = await devToken(`http://127.0.0.1:${this.#port}`, { userId: `speaker-${this.#sessions}` });
    const firstBlock = this.#sessions * 100_000;
    // A language without local speech synthesis: the pipeline delivers captions and uses little CPU time.
    return Broadcast.open({ url: `ws://127.0.0.1:${this.#port}`, token, firstBlock, targetLanguage: 'de' });
  }

  /** How often the process was restarted so far. */
  get returns(): number {
    return [...this.#program.output.stderr.matchAll(BACK)].length;
  }

  /** Kills the present process, as the kernel does when memory is short. */
  kill(): void {
    const later = [...this.#program.output.stderr.matchAll(BACK)].at(-1)?.[1];
    process.kill(later === undefined ? this.#firstPid : Number(later), 'SIGKILL');
  }

  close(): Promise<unknown> {
    return this.#program.stop();
  }
}
