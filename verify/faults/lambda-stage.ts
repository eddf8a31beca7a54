/** A server process in AWS mode with a double for Lambda, which runs the pipeline. Every row of Lambda has its own session. */

import { type AwsServices, awsSettings, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import { cameTrue } from '../../testkit/until.ts';
import { createSpokenPipeline, type SpokenPipeline } from '../hearing/spoken-pipeline.ts';
import { Broadcast } from './broadcast.ts';
import { LambdaDouble } from './lambda-double.ts';
import { BLOCKS_PER_SESSION, LANE_LAGS, LANE_SETTINGS, LANE_SPEECH } from './lane.ts';

/** Longer than a busy machine needs for an attempt that is answered. */
const TRANSLATION_TIMEOUT_MS = 2_000;
const FUNCTION_NAME = 'faults-pipeline';
/** A listener's row is written beside its join. */
const KNOWN_WITHIN_MS = 10_000;
const REGION = 'eu-west-1';
const TABLE_KEY = { accessKeyId: 'AKIASUITE', secretAccessKey: 'suite' };
const DELIVERY_KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'only the pipeline delivers' };
/** Words, finals and deadlines as on the lanes. */
const SPEECH = [
  ...['--blocks-per-word', LANE_SPEECH.blocksPerWord, '--final-after', LANE_SPEECH.finalAfterMs],
  ...['--partial', LANE_LAGS.partial, '--stable-lag', LANE_LAGS.stable, '--final-lag', LANE_LAGS.final],
].map(String);

interface StageParts {
  readonly lambda: LambdaDouble;
  readonly pipeline: SpokenPipeline;
  readonly aws: AwsServices;
  readonly program: Program;
  readonly ready: Readonly<Record<string, unknown>>;
}

export class LambdaStage {
  readonly lambda: LambdaDouble;
  readonly #pipeline: SpokenPipeline;
  readonly #aws: AwsServices;
  readonly #program: Program;
  readonly #ready: Readonly<Record<string, unknown>>;
  #sessions = 0;

  private constructor(parts: StageParts) {
    this.lambda = parts.lambda;
    this.#pipeline = parts.pipeline;
    this.#aws = parts.aws;
    this.#program = parts.program;
    this.#ready = parts.ready;
  }

  /** Rejects when the services or the server do not get ready. */
  static async start(): Promise<LambdaStage> {
    const aws = await startAwsServices({ speech: SPEECH });
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
        ...{ AWS_ACCESS_KEY_ID: TABLE_KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: TABLE_KEY.secretAccessKey },
        ...{ AWS_REGION: REGION, DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId },
        DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
        TRANSLATION_TIMEOUT_MS: String(TRANSLATION_TIMEOUT_MS),
        // The rows share the pipeline's circuit breaker: one row's failures must not block the calls of others.
        BREAKER_FAILURES: '1000000',
        SESSION_DRAIN_MS: '20000',
        SEGMENT_DEADLINE_MS: LANE_SETTINGS.SEGMENT_DEADLINE_MS,
      });
      const ready = await program.readyLine();
      const pipeline = createSpokenPipeline({
        ...{ tables: dynamodb, connectionsTable: tables.connections, region: REGION, tableKey: TABLE_KEY },
        ...{ delivery: `http://127.0.0.1:${String(ready.port)}`, deliveryKey: DELIVERY_KEY },
      });
      lambda.runs(pipeline);
      return new LambdaStage({ lambda, pipeline, aws, program, ready });
    } catch (error) {
      lambda.close();
      await program?.stop({ signal: 'SIGKILL' });
      await aws.close();
      throw error;
    }
  }

  /** Resolves when the pipeline finds the listener. */
  async broadcast(): Promise<Broadcast> {
    this.#sessions += 1;
    const broadcast = await Broadcast.open({
      url: `ws://127.0.0.1:${String(this.#ready.port)}`,
      token: this.#aws.issuer.token(`speaker-${this.#sessions}`),
      firstBlock: this.#sessions * BLOCKS_PER_SESSION,
    });
    const { listener, sessionId } = broadcast;
    await cameTrue(() => this.#pipeline.knows(sessionId, listener.connectionId), KNOWN_WITHIN_MS);
    return broadcast;
  }

  /** Finals given up so far: counted on the metrics page for all sessions, and as lines of the log for this one. */
  async givenUp(sessionId: string): Promise<{ counted: number; logged: number }> {
    const page = await (await fetch(`http://127.0.0.1:${String(this.#ready.adminPort)}/metrics`)).text();
    const counted = [...page.matchAll(/^TranslationsFailed_total\S*kind="final"\S* (\d+)$/gm)].map(([, count]) =>
      Number(count),
    );
    const lines = this.#program.output.stderr.split('\n');
    const logged = lines.filter(
      (line) => /transcript given up/.test(line) && /"isPartial":false/.test(line) && line.includes(sessionId),
    );
    return { counted: counted.reduce((sum, count) => sum + count, 0), logged: logged.length };
  }

  async close(): Promise<void> {
    this.lambda.close();
    await this.#program.stop();
    await this.#pipeline.close();
    await this.#aws.close();
  }
}
