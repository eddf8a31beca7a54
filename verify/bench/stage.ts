/** The server on a core of its own, and everything it needs on the other: tables, tokens, generator, stand-ins. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Issuer, startIssuer } from '../../testkit/aws/issuer.ts';
import { selfSignedCertificate } from '../../testkit/aws/self-signed.ts';
import { awsSettings, endpointOf } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { MetricsPage } from '../../testkit/measure/metrics-page.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { plainEnvironment } from '../../testkit/programs/child-environment.ts';
import { Program, run } from '../../testkit/programs/program.ts';
import { LOADED_SERVER, tracingEnvironment } from '../load/server-environment.ts';
import { type Cores, chooseCores, onCore, pin, putAhead } from './cores.ts';
import { Generator } from './generator.ts';
import type { RigOptions } from './rig-options.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PREFIX = 'bench';
const REGION = 'eu-west-1';
export const DELIVERY_KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'bench' };
const TOKEN_LIFE_S = 7_200;
/** One utterance in twenty, as docs/tracing.md recommends for production. */
const SAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.05' };
const PROBE = new URL('./server-probe.mjs', import.meta.url).href;

export class Stage {
  readonly cores: Cores;
  readonly #programs: Program[] = [];
  #issuer: Issuer | undefined;
  #server: Program | undefined;
  #generator: Generator | undefined;
  #ports: Readonly<Record<string, unknown>> = {};
  #folder: string | undefined;

  private constructor(cores: Cores) {
    this.cores = cores;
  }

  /** Rejects with the output of a process that does not start. Processes that had started are ended. */
  static async open(options: RigOptions): Promise<Stage> {
    const stage = new Stage(chooseCores());
    try {
      await stage.#start(options);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get generator(): Generator {
    return present(this.#generator);
  }

  get serverPid(): number {
    return present(this.#server?.pid);
  }

  get serverPort(): number {
    return Number(this.#ports.port);
  }

  /** The processes beside the server, with this one. */
  get otherPids(): number[] {
    const others = this.#programs.filter((program) => program !== this.#server);
    return [process.pid, ...others.flatMap(({ pid }) => pid ?? [])];
  }

  tokens(count: number): string[] {
    const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFE_S;
    return Array.from({ length: count }, (_, i) => present(this.#issuer).token(`speaker-${i + 1}`, { exp }));
  }

  async metrics(): Promise<MetricsPage> {
    const page = await fetch(`http://127.0.0.1:${this.#ports.adminPort}/metrics`);
    return new MetricsPage(await page.text());
  }

  /** Asks the probe, which is only there for `--profile` and `--heap`. */
  async probe(deed: 'startProfile' | 'stopProfile' | 'writeHeap', file?: string): Promise<void> {
    const { child } = present(this.#server);
    const done = once(child, 'message');
    if (file !== undefined) mkdirSync(resolve(file, '..'), { recursive: true });
    child.send({ do: deed, file: file === undefined ? undefined : resolve(file) });
    await done;
  }

  /** Why the server is gone, if it is. */
  get serverEnd(): string | undefined {
    if (this.#server?.isAlive !== false) return undefined;
    return this.#server.output.stderr.trim().split('\n').at(-1) ?? 'no output';
  }

  /** Ends everything at once: sessions are not ended one by one. */
  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop({ signal: 'SIGKILL' })));
    this.#issuer?.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(options: RigOptions): Promise<void> {
    const { cores } = this;
    // Programs that are started by this process inherit its core.
    pin(process.pid, cores.others);
    const entries = await Promise.all([builtProgram('server'), builtProgram('emulators/dynamodb')]);
    this.#issuer = await startIssuer();
    const tablesProgram = this.#add(run(entries[1], ['--port', '0'], {}));
    this.#generator = new Generator(cores.others);
    this.#add(this.#generator.program);
    const { chunkMs, transcripts, isSynchronous, isJson } = options;
    const trusted = options.isTls ? await this.#certificate() : undefined;
    const endpoints = { chunkMs, transcripts, isSynchronous, isJson, certificate: trusted?.certificate };
    const { transcribePort, lambdaPort } = await this.#generator.ask({ ask: 'serve', options: endpoints });
    const dynamodb = await endpointOf(tablesProgram);
    const tables = new Tables(dynamodb, PREFIX);
    await tables.make();
    tables.close();
    const addresses = {
      dynamodb,
      transcribe: `${trusted ? 'https' : 'http'}://127.0.0.1:${transcribePort}`,
      lambda: `http://127.0.0.1:${lambdaPort}`,
      functionName: 'pipeline',
    };
    const { NODE_OPTIONS: flags = '', ...settings } = LOADED_SERVER;
    const isProbed = options.profileFile !== undefined || options.heapFile !== undefined;
    const args = [...flags.split(' '), ...(isProbed ? ['--import', PROBE] : []), join(ROOT, entries[0])];
    this.#server = this.#add(
      new Program({
        ...onCore(cores.server, args),
        hasChannel: isProbed,
        ownGroup: true,
        environment: plainEnvironment({
          ...{ ROSTRUM_MODE: 'aws', HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', AWS_REGION: REGION },
          ...{ AWS_ACCESS_KEY_ID: 'AKIABENCH', AWS_SECRET_ACCESS_KEY: 'bench' },
          DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
          DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
          ...awsSettings(addresses, tables, this.#issuer),
          ...settings,
          ...trusted?.environment,
          ...(await this.#tracing(options)),
          ...options.environment,
        }),
      }),
    );
    this.#ports = await this.#server.readyLine();
    putAhead(this.#server.pid);
    putAhead(this.#generator.program.pid);
  }

  /** A certificate of an hour's use, which the server is told to trust. */
  async #certificate() {
    const certificate = await selfSignedCertificate();
    if (certificate === undefined) throw new Error('--tls needs the program openssl');
    this.#folder = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
    const file = join(this.#folder, 'cert.pem');
    await writeFile(file, certificate.cert);
    return { certificate, environment: { NODE_EXTRA_CA_CERTS: file } };
  }

  async #tracing({ traces }: RigOptions): Promise<Record<string, string>> {
    if (traces === 'none') return {};
    const receiver = this.#add(run('verify/load/trace-receiver.ts', [], {}));
    const { port } = await receiver.readyLine();
    return { ...tracingEnvironment(Number(port)), ...(traces === 'sampled' ? SAMPLED : {}) };
  }

  #add(program: Program): Program {
    this.#programs.push(program);
    return program;
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the stage is not open');
  return value;
}
