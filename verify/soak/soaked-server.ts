/** The server under load, in its own process with a probe. Reads its log and asks the probe. */
import { ProbedServer } from '../../testkit/programs/probed-server.ts';
import type { HeldObjects, Probe, SoakAnswer, SoakQuestion } from './probe.ts';

const PROBE = new URL('./probed-server.ts', import.meta.url);
/** Number of output lines that are kept, because they may have the reason of a failure. */
const LINES_KEPT = 20;
/** Warnings of the runtime about features that the probe uses. */
const EXPECTED_NOISE = /ExperimentalWarning|--trace-warnings|NodeVersionSupportWarning|AWS SDK for JavaScript/;

const GIVEN_UP = 'transcript given up';

/** A transcript that no attempt could hand to the pipeline. */
export interface GivenUp {
  readonly resultId: string;
  readonly segment: number;
  readonly isPartial: boolean;
}

export class SoakedServer {
  readonly port: number;
  /** The last lines on standard error that are not log lines. */
  readonly lastWords: readonly string[];
  /** Counts of warnings and errors in the log, by message. */
  readonly logged: ReadonlyMap<string, number>;
  /** The transcripts that were given up, as the log names them. */
  readonly givenUp: readonly GivenUp[];
  readonly #server: ProbedServer<SoakQuestion, SoakAnswer>;

  private constructor(
    server: ProbedServer<SoakQuestion, SoakAnswer>,
    seen: Pick<SoakedServer, 'lastWords' | 'logged' | 'givenUp'>,
  ) {
    this.#server = server;
    this.port = server.ready.port;
    this.lastWords = seen.lastWords;
    this.logged = seen.logged;
    this.givenUp = seen.givenUp;
  }

  /** Rejects with its output when it does not start. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<SoakedServer> {
    const lastWords: string[] = [];
    const logged = new Map<string, number>();
    const givenUp: GivenUp[] = [];
    const onLogLine = (line: string) => {
      const message = toMessage(line);
      if (message?.includes(GIVEN_UP)) givenUp.push(toGivenUp(line));
      if (message !== undefined) logged.set(message, (logged.get(message) ?? 0) + 1);
      else if (line.trim() !== '' && !EXPECTED_NOISE.test(line)) lastWords.push(line);
      if (lastWords.length > LINES_KEPT) lastWords.shift();
    };
    const server = await ProbedServer.start<SoakQuestion, SoakAnswer>({ probe: PROBE, settings, onLogLine });
    return new SoakedServer(server, { lastWords, logged, givenUp });
  }

  /** Resolves with its exit code or signal. */
  get died(): Promise<string> {
    return this.#server.died;
  }

  get isAlive(): boolean {
    return this.#server.isAlive;
  }

  /** @param collect true: collects garbage first, so that only live memory is reported. */
  async memory(collect: boolean): Promise<Probe> {
    const answer = await this.#server.ask({ kind: 'memory', collect });
    if (answer.kind !== 'memory') throw new Error('unexpected answer of the probe');
    return answer.probe;
  }

  async objects(): Promise<HeldObjects> {
    const answer = await this.#server.ask({ kind: 'objects' });
    if (answer.kind !== 'objects') throw new Error('unexpected answer of the probe');
    return answer;
  }

  /** Makes the session's chart crash at the next status to its speaker. @returns false when there is no such session. */
  async breakSession(sessionId: string): Promise<boolean> {
    const answer = await this.#server.ask({ kind: 'break', sessionId });
    return answer.kind === 'broken' && answer.isDone;
  }

  /** The metrics page. Keys are names, with labels in braces as on the page. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const lines = (await this.#server.metricsPage()).split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  /** Sets a fault plan. @returns false when this server has no fault control. */
  async fail(service: 'transcribe' | 'lambda' | 'dynamodb', plan: object): Promise<boolean> {
    const { faults } = this.#server.ready;
    if (faults === undefined) return false;
    const response = await fetch(`${faults}/${service}`, { method: 'PUT', body: JSON.stringify(plan) });
    if (!response.ok) throw new Error(`the fault plan was refused: ${await response.text()}`);
    await response.body?.cancel();
    return true;
  }

  /** Stops it as an operator does. @returns its exit code or signal; anything but 0 means a crash or a hang. */
  stop(): Promise<string> {
    return this.#server.stop();
  }
}

function toGivenUp(line: string): GivenUp {
  const { metadata } = JSON.parse(line) as { metadata: GivenUp };
  const { resultId, segment, isPartial } = metadata;
  return { resultId, segment, isPartial };
}

/** The message of a log line. Undefined: it is not a log line. */
function toMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const { level, message } = JSON.parse(line) as { level?: string; message?: string };
  return `${level} ${message}`;
}
