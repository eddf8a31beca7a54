/** A server process in AWS mode whose pipeline is a double: every row of Lambda is a session of its own on it. */

import { builtProgram } from '../../testkit/programs/built-program.ts';
import { type Program, readyLine, run, stop } from '../../testkit/programs/program.ts';
import { Backstage } from '../contract/backstage.ts';
import { Broadcast } from './broadcast.ts';
import { LambdaDouble } from './lambda-double.ts';
import { NO_ADDRESS_LIMITS } from './lane.ts';

/** Longer than a busy machine takes for an attempt that is answered. */
const TRANSLATION_TIMEOUT_MS = 2_000;
const BLOCKS_PER_SESSION = 100_000;

export class LambdaStage {
  readonly lambda: LambdaDouble;
  readonly #backstage: Backstage;
  readonly #program: Program;
  readonly #token: (userId: string) => string;
  readonly #ready: Readonly<Record<string, unknown>>;
  #sessions = 0;

  private constructor(parts: {
    readonly lambda: LambdaDouble;
    readonly backstage: Backstage;
    readonly program: Program;
    readonly token: (userId: string) => string;
    readonly ready: Readonly<Record<string, unknown>>;
  }) {
    this.lambda = parts.lambda;
    this.#backstage = parts.backstage;
    this.#program = parts.program;
    this.#token = parts.token;
    this.#ready = parts.ready;
  }

  /** Rejects when the services or the server do not get ready. */
  static async start(): Promise<LambdaStage> {
    const backstage = new Backstage();
    const lambda = new LambdaDouble();
    let program: Program | undefined;
    try {
      const { environment, issuer } = await backstage.sideFor('faults');
      program = run(await builtProgram('server'), [], {
        ...environment,
        ...NO_ADDRESS_LIMITS,
        ...{ ROSTRUM_MODE: 'aws', HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'error' },
        ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIASUITE', AWS_SECRET_ACCESS_KEY: 'suite' },
        ...{ DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'nobody delivers here' },
        AWS_ENDPOINT_URL_LAMBDA: await lambda.listen(),
        TRANSLATION_TIMEOUT_MS: String(TRANSLATION_TIMEOUT_MS),
        // The rows share the pipeline's breaker: the failures of one must not turn the others' calls away.
        BREAKER_FAILURES: '1000000',
        SESSION_DRAIN_MS: '20000',
        SESSION_LINGER_MS: '0',
      });
      const ready = await readyLine(program);
      return new LambdaStage({ lambda, backstage, program, ready, token: (userId) => issuer.token(userId) });
    } catch (error) {
      lambda.close();
      if (program) await stop(program, 'SIGKILL');
      await backstage.close();
      throw error;
    }
  }

  broadcast(): Promise<Broadcast> {
    this.#sessions += 1;
    return Broadcast.open({
      url: `ws://127.0.0.1:${String(this.#ready.port)}`,
      token: this.#token(`speaker-${this.#sessions}`),
      firstBlock: this.#sessions * BLOCKS_PER_SESSION,
    });
  }

  /** Transcripts given up so far: as counted on the metrics page, and as lines in the log of this session. */
  async givenUp(sessionId: string): Promise<{ counted: number; logged: number }> {
    const page = await (await fetch(`http://127.0.0.1:${String(this.#ready.adminPort)}/metrics`)).text();
    const counted = [...page.matchAll(/^TranslationsFailed\S* (\d+)$/gm)].map(([, count]) => Number(count));
    const lines = this.#program.output.stderr.split('\n');
    const logged = lines.filter((line) => line.includes('transcript given up') && line.includes(sessionId));
    return { counted: counted.reduce((sum, count) => sum + count, 0), logged: logged.length };
  }

  async close(): Promise<void> {
    this.lambda.close();
    await stop(this.#program);
    await this.#backstage.close();
  }
}
