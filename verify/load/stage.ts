/** Everything a load needs on this machine, each a process of its own: endpoints for AWS, the server, a span counter. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AUDIENCE, ISSUER, type Issuer, startIssuer } from '../../testkit/aws/issuer.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { type Program, readyLine, run, stop } from '../../testkit/programs/program.ts';
import { LOADED_SERVER, tracingEnvironment } from './server-environment.ts';

export interface StageOptions {
  readonly traces: boolean;
  /** The server leaves a CPU profile there when it ends. */
  readonly profileFolder?: string | undefined;
}

export interface SpanCounts {
  readonly spans: number;
  readonly chunkSpans: number;
}

const PREFIX = 'load';
const REGION = 'eu-west-1';
/** Whose signature the server accepts on deliveries. */
const DELIVERY_KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'load' };
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIALOAD', AWS_SECRET_ACCESS_KEY: 'load' };
/** Five words a second in sentences of three: somebody who speaks fast and never takes a breath. */
const SPEECH = ['--blocks-per-word', '10', '--final-after', '3000'];
const TOKEN_LIFE_S = 7_200;

export class Stage {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly adminUrl: string;
  /** Role → process. */
  readonly programs: Readonly<Record<string, Program>>;
  readonly #issuer: Issuer;
  readonly #receiverUrl: string | undefined;
  readonly #folder: string;

  private constructor(parts: {
    url: string;
    adminUrl: string;
    programs: Record<string, Program>;
    issuer: Issuer;
    receiverUrl: string | undefined;
    folder: string;
  }) {
    this.url = parts.url;
    this.adminUrl = parts.adminUrl;
    this.programs = parts.programs;
    this.#issuer = parts.issuer;
    this.#receiverUrl = parts.receiverUrl;
    this.#folder = parts.folder;
  }

  /** Rejects with what a process wrote when it does not start; those that had started are ended. */
  static async open({ traces, profileFolder }: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-load-'));
    const placesFile = join(folder, 'places.json');
    const issuer = await startIssuer();
    const programs: Record<string, Program> = {};
    try {
      programs.tables = run(await builtProgram('emulators/dynamodb'), ['--port', '0'], {});
      programs.recogniser = run(
        await builtProgram('emulators/transcribe'),
        ['--recogniser', 'stamped', '--max-streams', '1000', ...SPEECH],
        {},
      );
      programs.pipeline = run(
        'emulators/lambda/index.ts',
        ['--port', '0', '--function', 'pipeline=verify/load/quick-pipeline.ts', '--concurrency', '64'],
        { LOAD_PLACES: placesFile },
      );
      if (traces) programs['span counter'] = run('verify/load/trace-receiver.ts', [], {});
      const [dynamodb, transcribe, lambda] = await Promise.all(
        [programs.tables, programs.recogniser, programs.pipeline].map(async (program) =>
          String((await readyLine(program)).endpoint),
        ),
      );
      const receiver = programs['span counter'];
      const port = receiver === undefined ? undefined : Number((await readyLine(receiver)).port);
      const tables = new Tables(String(dynamodb), PREFIX);
      await tables.make();
      tables.close();
      programs.server = run(await builtProgram('server'), [], {
        ROSTRUM_MODE: 'aws',
        HOST: '127.0.0.1',
        PORT: '0',
        ADMIN_PORT: '0',
        AWS_REGION: REGION,
        ...CREDENTIALS,
        AWS_ENDPOINT_URL_DYNAMODB: String(dynamodb),
        AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: String(transcribe),
        AWS_ENDPOINT_URL_LAMBDA: String(lambda),
        TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
        DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
        DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
        SESSIONS_TABLE_NAME: tables.sessions,
        CONNECTIONS_TABLE_NAME: tables.connections,
        AUTH_ISSUER: ISSUER,
        AUTH_AUDIENCE: AUDIENCE,
        AUTH_JWKS_URL: issuer.jwksUrl,
        ...LOADED_SERVER,
        ...(port === undefined ? {} : tracingEnvironment(port)),
        ...(profileFolder === undefined ? {} : profiling(profileFolder)),
      });
      const ready = await readyLine(programs.server);
      const url = `http://127.0.0.1:${ready.port}`;
      await writeFile(placesFile, JSON.stringify({ delivery: url, key: DELIVERY_KEY, dynamodb, prefix: PREFIX }));
      const receiverUrl = port === undefined ? undefined : `http://127.0.0.1:${port}/`;
      return new Stage({
        url,
        adminUrl: `http://127.0.0.1:${ready.adminPort}`,
        programs,
        issuer,
        receiverUrl,
        folder,
      });
    } catch (error) {
      await end(programs, issuer, folder);
      throw error;
    }
  }

  tokens(count: number): string[] {
    const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFE_S;
    return Array.from({ length: count }, (_, i) => this.#issuer.token(`speaker-${i + 1}`, { exp }));
  }

  /** Role → process id, of those that run. */
  get processes(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.programs).flatMap(
        ([
          role,
          {
            child: { pid },
          },
        ]) => (pid === undefined ? [] : [[role, pid]]),
      ),
    );
  }

  /** What has been received so far; undefined without a span counter. */
  async spans(): Promise<SpanCounts | undefined> {
    if (this.#receiverUrl === undefined) return undefined;
    return (await (await fetch(this.#receiverUrl)).json()) as SpanCounts;
  }

  /** Ends the server alone, as an operator does: what it still holds is sent. @returns its exit code. */
  async endServer(): Promise<number | null> {
    const { server } = this.programs;
    return server === undefined ? null : stop(server);
  }

  async close(): Promise<void> {
    await this.endServer();
    await end(this.programs, this.#issuer, this.#folder);
  }
}

async function end(programs: Readonly<Record<string, Program>>, issuer: Issuer, folder: string): Promise<void> {
  await Promise.all(Object.values(programs).map((program) => stop(program, 'SIGKILL')));
  issuer.close();
  await rm(folder, { recursive: true, force: true });
}

/** Node takes no --cpu-prof from its environment. */
function profiling(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--import ${new URL('./profiler.mjs', import.meta.url)}`, LOAD_PROFILE: resolve(folder) };
}
