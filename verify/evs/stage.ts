/** The server in AWS mode with the local endpoints, each in its own process, and the double of the pipeline in this one. */

import { DeliverySigner } from '../../testkit/aws/delivery-signer.ts';
import { type AwsServices, awsSettings, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { MetricsPage } from '../../testkit/measure/metrics-page.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { NO_ADDRESS_LIMITS } from '../../testkit/programs/no-address-limits.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import type { EvsOptions } from './options.ts';
import { PipelineDouble } from './pipeline-double.ts';

const REGION = 'eu-west-1';
const PREFIX = 'evs';
const DELIVERY_KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'evs' };
const TOKEN_LIFE_S = 4 * 3_600;

export class Stage {
  /** `ws://127.0.0.1:port/` */
  readonly url: string;
  readonly pipeline: PipelineDouble;
  readonly #aws: AwsServices;
  readonly #server: Program;
  readonly #adminUrl: string;

  private constructor(aws: AwsServices, server: Program, pipeline: PipelineDouble, ports: Record<string, unknown>) {
    this.url = `ws://127.0.0.1:${ports.port}/`;
    this.#adminUrl = `http://127.0.0.1:${ports.adminPort}`;
    this.#aws = aws;
    this.#server = server;
    this.pipeline = pipeline;
  }

  /** Rejects with the output of a process that does not start. Processes that had started are ended. */
  static async open({ lags, liarPercent, pipelineMs, seed }: EvsOptions): Promise<Stage> {
    const pipeline = new PipelineDouble({ delayMs: pipelineMs });
    const lagFlags = ['--stable-lag', String(lags.stableMs), '--final-lag', String(lags.finalMs)];
    const quirks = liarPercent > 0 ? ['--quirks', `changed=${liarPercent / 100},seed=${seed}`] : [];
    const aws = await startAwsServices({ recogniser: 'written', speech: [...lagFlags, ...quirks] });
    let server: Program | undefined;
    try {
      const tables = new Tables(aws.dynamodb, PREFIX);
      await tables.make();
      tables.close();
      const { dynamodb, transcribe, issuer } = aws;
      const addresses = { dynamodb, transcribe, lambda: await pipeline.listen(), functionName: 'evs-pipeline' };
      server = run(await builtProgram('server'), [], {
        ...awsSettings(addresses, tables, issuer),
        ...NO_ADDRESS_LIMITS,
        ...{ ROSTRUM_MODE: 'aws', HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'warn' },
        ...{ AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'AKIAEVS', AWS_SECRET_ACCESS_KEY: 'evs' },
        DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
        DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
        SESSION_LINGER_MS: '0',
      });
      const ready = await server.readyLine();
      const address = `http://127.0.0.1:${ready.port}`;
      pipeline.deliverTo(address, new DeliverySigner(address, DELIVERY_KEY, REGION));
      return new Stage(aws, server, pipeline, ready);
    } catch (error) {
      pipeline.close();
      await server?.stop({ signal: 'SIGKILL' });
      await aws.close();
      throw error;
    }
  }

  token(userId: string): string {
    return this.#aws.issuer.token(userId, { exp: Math.floor(Date.now() / 1_000) + TOKEN_LIFE_S });
  }

  async metrics(): Promise<MetricsPage> {
    return new MetricsPage(await (await fetch(`${this.#adminUrl}/metrics`)).text());
  }

  /** Resolves with the exit code or signal when the server has ended. */
  get died(): Promise<string> {
    return this.#server.closed;
  }

  /** Stops everything. @returns how the server ended; anything but 0 is a crash or a hang. */
  async close(): Promise<string> {
    await this.#server.stop();
    this.pipeline.close();
    await this.#aws.close();
    return this.#server.closed;
  }
}
