/** Starts everything that a load needs, each in its own process: local AWS endpoints, the server, a span counter. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AwsServices, awsSettings, endpointOf, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import { LOADED_SERVER, tracingEnvironment } from './server-environment.ts';

export interface StageOptions {
  readonly traces: boolean;
  /** The server writes a CPU profile to it when it ends. */
  readonly profileFolder?: string | undefined;
}

export interface SpanCounts {
  readonly spans: number;
  readonly chunkSpans: number;
}

const PREFIX = 'load';
const REGION = 'eu-west-1';
/** The key with which deliveries must be signed. */
const DELIVERY_KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'load' };
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIALOAD', AWS_SECRET_ACCESS_KEY: 'load' };
/** Words of 0.4 s without a pause, 150 a minute as people speak, and a final every three seconds. */
const SPEECH = ['--blocks-per-word', '20', '--final-after', '3000'];
const TOKEN_LIFE_S = 7_200;

interface StageParts {
  readonly url: string;
  readonly adminUrl: string;
  readonly programs: Readonly<Record<string, Program>>;
  readonly aws: AwsServices;
  readonly receiverUrl: string | undefined;
  readonly folder: string;
}

export class Stage {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly adminUrl: string;
  /** Role → process. */
  readonly programs: Readonly<Record<string, Program>>;
  readonly #parts: StageParts;

  private constructor(parts: StageParts) {
    this.url = parts.url;
    this.adminUrl = parts.adminUrl;
    this.programs = parts.programs;
    this.#parts = parts;
  }

  /** Rejects with the output of a process that does not start. Processes that had started are ended. */
  static async open({ traces, profileFolder }: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-load-'));
    const placesFile = join(folder, 'places.json');
    const programs: Record<string, Program> = {};
    let aws: AwsServices | undefined;
    try {
      aws = await startAwsServices({ maxStreams: 1_000, speech: SPEECH });
      Object.assign(programs, aws.programs);
      programs.pipeline = run(
        'emulators/lambda/index.ts',
        ['--port', '0', '--function', 'pipeline=verify/load/quick-pipeline.ts', '--concurrency', '64'],
        { LOAD_PLACES: placesFile },
      );
      if (traces) programs['span counter'] = run('verify/load/trace-receiver.ts', [], {});
      const lambda = await endpointOf(programs.pipeline);
      const receiverPort = await portOf(programs['span counter']);
      const { dynamodb, transcribe, issuer } = aws;
      const tables = new Tables(dynamodb, PREFIX);
      await tables.make();
      tables.close();
      programs.server = run(await builtProgram('server'), [], {
        ROSTRUM_MODE: 'aws',
        HOST: '127.0.0.1',
        PORT: '0',
        ADMIN_PORT: '0',
        AWS_REGION: REGION,
        ...CREDENTIALS,
        DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
        DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
        ...awsSettings({ dynamodb, transcribe, lambda, functionName: 'pipeline' }, tables, issuer),
        ...LOADED_SERVER,
        ...(receiverPort === undefined ? {} : tracingEnvironment(receiverPort)),
        ...(profileFolder === undefined ? {} : profiling(profileFolder)),
      });
      const ready = await programs.server.readyLine();
      const url = `http://127.0.0.1:${ready.port}`;
      await writeFile(placesFile, JSON.stringify({ delivery: url, key: DELIVERY_KEY, dynamodb, prefix: PREFIX }));
      return new Stage({
        url,
        adminUrl: `http://127.0.0.1:${ready.adminPort}`,
        programs,
        aws,
        receiverUrl: receiverPort === undefined ? undefined : `http://127.0.0.1:${receiverPort}/`,
        folder,
      });
    } catch (error) {
      await end(programs, aws, folder);
      throw error;
    }
  }

  tokens(count: number): string[] {
    const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFE_S;
    return Array.from({ length: count }, (_, i) => this.#parts.aws.issuer.token(`speaker-${i + 1}`, { exp }));
  }

  /** Role → process id, for running processes. */
  get processes(): Record<string, number> {
    const pids = Object.entries(this.programs).map(([role, { pid }]) => [role, pid] as const);
    return Object.fromEntries(pids.filter((entry): entry is [string, number] => entry[1] !== undefined));
  }

  /** Spans received so far. Undefined: there is no span counter. */
  async spans(): Promise<SpanCounts | undefined> {
    const { receiverUrl } = this.#parts;
    if (receiverUrl === undefined) return undefined;
    return (await (await fetch(receiverUrl)).json()) as SpanCounts;
  }

  /** Ends only the server, as an operator does, so that it sends what it still holds. @returns its exit code. */
  async endServer(): Promise<number | null> {
    return (await this.programs.server?.stop()) ?? null;
  }

  async close(): Promise<void> {
    await this.endServer();
    const { programs, aws, folder } = this.#parts;
    await end(programs, aws, folder);
  }
}

async function end(
  programs: Readonly<Record<string, Program>>,
  aws: AwsServices | undefined,
  folder: string,
): Promise<void> {
  await Promise.all(Object.values(programs).map((program) => program.stop({ signal: 'SIGKILL' })));
  await aws?.close();
  await rm(folder, { recursive: true, force: true });
}

async function portOf(program: Program | undefined): Promise<number | undefined> {
  return program === undefined ? undefined : Number((await program.readyLine()).port);
}

/** A preloaded module, because NODE_OPTIONS does not allow --cpu-prof. */
function profiling(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--import ${new URL('./profiler.mjs', import.meta.url)}`, LOAD_PROFILE: resolve(folder) };
}
