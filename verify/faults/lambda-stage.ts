/** A server process in AWS mode with a double for the pipeline. Every row of Lambda has its own session on it. */

import { type AwsServices, awsSettings, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import { Broadcast } from './broadcast.ts';
import { LambdaDouble } from './lambda-double.ts';

/** Longer than a busy machine needs for an attempt that is answered. */
const TRANSLATION_TIMEOUT_MS = 2_000;
const FUNCTION_NAME = 'faults-pipeline';
const BLOCKS_PER_SESSION = 100_000;

export class LambdaStage {
  readonly lambda: LambdaDouble;
  readonly #aws: AwsServices;
  readonly #program: Program;
  readonly #ready: Readonly<Record<string, unknown>>;
  #sessions = 0;

  private constructor(parts: {
    readonly lambda: LambdaDouble;
    readonly aws: AwsServices;
    readonly program: Program;
    readonly ready: Readonly<Record<string, unknown>>;
  }) {
    this.lambda = parts.lambda;
    this.#aws = parts.aws;
    this.#program = parts.program;
    this.#ready = parts.ready;
  }

  /** Rejects when the services or the server do not get ready. */
  static async start(): Promise<LambdaStage> {
    const aws = await startAwsServices();
    const lambda = new LambdaDouble();
    let program: Program | undefined;
    try {
      const { dynamodb, transcribe, issuer } = aws;
      const tables = new Tables(dynamodb, 'faults');
      await tables.make();
      tables.close();
      const addresses = { dynamodb, transcribe, lambda: await lambda.listen(), functionName: FUNCTION_NAME };
      program = run(await builtProgram('server'), [], {
        ...awsSettings(addresses, tables, issuer),
        ...NO_ADDRESS_LIMITS,
        ...{ ROSTRUM_MODE: 'aws', HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'error' },
        ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIASUITE', AWS_SECRET_ACCESS_KEY: 'suite' },
        ...{ DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY', DELIVERY_SECRET_ACCESS_KEY: 'nobody delivers here' },
        TRANSLATION_TIMEOUT_MS: String(TRANSLATION_TIMEOUT_MS),
        // The rows share the pipeline's circuit breaker: one row's failures must not block the calls of others.
        BREAKER_FAILURES: '1000000',
        SESSION_DRAIN_MS: '20000',
        SESSION_LINGER_MS: '0',
      });
      return new LambdaStage({ lambda, aws, program, ready: await program.readyLine() });
    } catch (error) {
      lambda.close();
      await program?.stop({ signal: 'SIGKILL' });
      await aws.close();
      throw error;
    }
  }

  broadcast(): Promise<Broadcast> {
    this.#sessions += 1;
    return Broadcast.open({
      url: `ws://127.0.0.1:${String(this.#ready.port)}`,
      token: this.#aws.issuer.token(`speaker-${this.#sessions}`),
      firstBlock: this.#sessions * BLOCKS_PER_SESSION,
    });
  }

  /** Dropped transcripts so far: counted on the metrics page, and as lines in this session's log. */
  async givenUp(sessionId: string): Promise<{ counted: number; logged: number }> {
    const page = await (await fetch(`http://127.0.0.1:${String(this.#ready.adminPort)}/metrics`)).text();
    const counted = [...page.matchAll(/^TranslationsFailed\S* (\d+)$/gm)].map(([, count]) => Number(count));
    const lines = this.#program.output.stderr.split('\n');
    const logged = lines.filter((line) => line.includes('transcript given up') && line.includes(sessionId));
    return { counted: counted.reduce((sum, count) => sum + count, 0), logged: logged.length };
  }

  async close(): Promise<void> {
    this.lambda.close();
    await this.#program.stop();
    await this.#aws.close();
  }
}
