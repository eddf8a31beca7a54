/** The server under load: a process of its own with a probe in it. Watches its log and asks it how it is. */
import { ProbedServer } from '../../testkit/programs/probed-server.ts';
import type { HeldObjects, Probe, SoakAnswer, SoakQuestion } from './probe.ts';

const PROBE = new URL('./probed-server.ts', import.meta.url);
/** Kept of what it wrote, to find reasons in. */
const LINES_KEPT = 20;
/** What the runtime says of what the probe uses. */
const EXPECTED_NOISE = /ExperimentalWarning|--trace-warnings|NodeVersionSupportWarning|AWS SDK for JavaScript/;

export class SoakedServer {
  readonly port: number;
  /** The last lines on its standard error that were no log lines. */
  readonly lastWords: readonly string[];
  /** Lines of warnings and errors, by their message. */
  readonly logged: ReadonlyMap<string, number>;
  readonly #server: ProbedServer<SoakQuestion, SoakAnswer>;

  private constructor(
    server: ProbedServer<SoakQuestion, SoakAnswer>,
    seen: { readonly lastWords: readonly string[]; readonly logged: ReadonlyMap<string, number> },
  ) {
    this.#server = server;
    this.port = server.ready.port;
    this.lastWords = seen.lastWords;
    this.logged = seen.logged;
  }

  /** Rejects with what it wrote when it does not start. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<SoakedServer> {
    const lastWords: string[] = [];
    const logged = new Map<string, number>();
    const onLogLine = (line: string) => {
      const message = toMessage(line);
      if (message !== undefined) logged.set(message, (logged.get(message) ?? 0) + 1);
      else if (line.trim() !== '' && !EXPECTED_NOISE.test(line)) lastWords.push(line);
      if (lastWords.length > LINES_KEPT) lastWords.shift();
    };
    const server = await ProbedServer.start<SoakQuestion, SoakAnswer>({ probe: PROBE, settings, onLogLine });
    return new SoakedServer(server, { lastWords, logged });
  }

  /** Its exit code or signal. */
  get died(): Promise<string> {
    return this.#server.died;
  }

  get isAlive(): boolean {
    return this.#server.isAlive;
  }

  /** @param collect Garbage first: then what it says is what lives. */
  async memory(collect: boolean): Promise<Probe> {
    const answer = await this.#server.ask({ kind: 'memory', collect });
    if (answer.kind !== 'memory') throw new Error('the probe misunderstood');
    return answer.probe;
  }

  async objects(): Promise<HeldObjects> {
    const answer = await this.#server.ask({ kind: 'objects' });
    if (answer.kind !== 'objects') throw new Error('the probe misunderstood');
    return answer;
  }

  /** The session's chart breaks at the next thing its speaker is told. @returns false when there is no such session. */
  async breakSession(sessionId: string): Promise<boolean> {
    const answer = await this.#server.ask({ kind: 'break', sessionId });
    return answer.kind === 'broken' && answer.isDone;
  }

  /** The metrics page: by name, with labels in braces as they stand there. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const lines = (await this.#server.metricsPage()).split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  /** Puts a fault plan in force. @returns false when this server cannot be made to fail. */
  async fail(service: 'transcribe' | 'lambda' | 'dynamodb', plan: object): Promise<boolean> {
    const { faults } = this.#server.ready;
    if (faults === undefined) return false;
    const response = await fetch(`${faults}/${service}`, { method: 'PUT', body: JSON.stringify(plan) });
    if (!response.ok) throw new Error(`the fault plan was refused: ${await response.text()}`);
    await response.body?.cancel();
    return true;
  }

  /** As an operator ends it. @returns how it ended; anything but 0 is a crash or a hang. */
  stop(): Promise<string> {
    return this.#server.stop();
  }
}

/** Of a log line; undefined for anything else. */
function toMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const { level, message } = JSON.parse(line) as { level?: string; message?: string };
  return `${level} ${message}`;
}
