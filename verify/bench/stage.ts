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

export interface ReadyServer {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly line: Readonly<Record<string, unknown>>;
}

/** Which servers a run is against. All use the same tables and endpoints; sessions go to them in turn. */
export interface ServerPlan {
  /** A compiled program, from the root. Undefined: the product's server. */
  readonly entry: string | undefined;
  /** Processes. */
  readonly count: number;
  /** Called when all have joined and the servers are warm, before the measured time. */
  readonly onWarm?: (servers: readonly ReadyServer[]) => void;
  /** Called when the measured time begins and ends. */
  readonly onBound?: (bound: 'begin' | 'end', pids: readonly number[]) => void;
}

export const ONE_SERVER: ServerPlan = { entry: undefined, count: 1 };

export class Stage {
  readonly cores: Cores;
  readonly #programs: Program[] = [];
  #issuer: Issuer | undefined;
  readonly #servers: Program[] = [];
  #generator: Generator | undefined;
  #ports: readonly Readonly<Record<string, unknown>>[] = [];
  #folder: string | undefined;

  private constructor(cores: Cores) {
    this.cores = cores;
  }

  /** Rejects with the output of a process that does not start. Processes that had started are ended. */
  static async open(options: RigOptions, servers: ServerPlan = ONE_SERVER): Promise<Stage> {
    const stage = new Stage(chooseCores());
    try {
      await stage.#start(options, servers);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get generator(): Generator {
    return present(this.#generator);
  }

  /** Of the first server. */
  get serverPid(): number {
    return present(this.serverPids[0]);
  }

  get serverPids(): number[] {
    return this.#servers.flatMap(({ pid }) => pid ?? []);
  }

  get servers(): ReadyServer[] {
    return this.serverPids.map((pid, n) => ({ pid, line: present(this.#ports[n]) }));
  }

  /** Of the first server. */
  get serverPort(): number {
    return present(this.serverPorts[0]);
  }

  get serverPorts(): number[] {
    return this.#ports.map(({ port }) => Number(port));
  }

  /** The processes beside the servers, with this one. */
  get otherPids(): number[] {
    const others = this.#programs.filter((program) => !this.#servers.includes(program));
    return [process.pid, ...others.flatMap(({ pid }) => pid ?? [])];
  }

  tokens(count: number): string[] {
    const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFE_S;
    return Array.from({ length: count }, (_, i) => present(this.#issuer).token(`speaker-${i + 1}`, { exp }));
  }

  /** Of all servers together: a page's readings are sums over its series. */
  async metrics(): Promise<MetricsPage> {
    const pages = this.#ports.map(({ adminPort }) => fetch(`http://127.0.0.1:${adminPort}/metrics`));
    const texts = await Promise.all(pages.map(async (page) => (await page).text()));
    return new MetricsPage(texts.join('\n'));
  }

  /** Asks the probe, which is only there for `--profile` and `--heap`. */
  async probe(deed: 'startProfile' | 'stopProfile' | 'writeHeap', file?: string): Promise<void> {
    const { child } = present(this.#servers[0]);
    const done = once(child, 'message');
    if (file !== undefined) mkdirSync(resolve(file, '..'), { recursive: true });
    child.send({ do: deed, file: file === undefined ? undefined : resolve(file) });
    await done;
  }

  /** Why a server is gone, if one is. */
  get serverEnd(): string | undefined {
    const ended = this.#servers.find(({ isAlive }) => !isAlive);
    return ended && (ended.output.stderr.trim().split('\n').at(-1) ?? 'no output');
  }

  /** Ends everything at once: sessions are not ended one by one. */
  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop({ signal: 'SIGKILL' })));
    this.#issuer?.close();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(options: RigOptions, plan: ServerPlan): Promise<void> {
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
    const { NODE_OPTIONS: flags = '', ...settings } = { ...LOADED_SERVER, ...options.environment };
    const isProbed = options.profileFile !== undefined || options.heapFile !== undefined;
    const args = [...flags.split(' '), ...(isProbed ? ['--import', PROBE] : []), join(ROOT, plan.entry ?? entries[0])];
    const server = {
      ...onCore(cores.server, args),
      hasChannel: isProbed,
      ownGroup: true,
      environment: plainEnvironment({
        ...{ ROSTRUM_MODE: 'aws', HOST: '127.0.0.1', PORT: '0', ADMIN_PORT: '0', AWS_REGION: REGION },
        ...{ AWS_ACCESS_KEY_ID: 'AKIABENCH', AWS_SECRET_ACCESS_KEY: 'bench' },
        DELIVERY_ACCESS_KEY_ID: DELIVERY_KEY.accessKeyId,
        DELIVERY_SECRET_ACCESS_KEY: DELIVERY_KEY.secretAccessKey,
        ...awsSettings(addresses, tables, this.#issuer),
        ...trusted?.environment,
        ...(await this.#tracing(options)),
        ...settings,
      }),
    };
    for (let n = 0; n < plan.count; n += 1) this.#servers.push(this.#add(new Program(server)));
    this.#ports = await Promise.all(this.#servers.map((each) => each.readyLine()));
    for (const { pid } of this.#servers) putAhead(pid);
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
