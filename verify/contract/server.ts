/** The server under test: a process of the suite, or a server that runs already. */

import { builtProgram } from '../../testkit/programs/built-program.ts';
import { type Program, run } from '../../testkit/programs/program.ts';
import { type Addressing, Pace } from './addresses.ts';
import { type AwsSide, Backstage } from './backstage.ts';
import { CONDITIONS, type ConditionName, termsOf } from './conditions.ts';
import { Broken, Skipped, show } from './expectation.ts';
import { NEEDS, type Need } from './needs.ts';
import { Turnstile } from './turnstile.ts';
import { ask } from './web.ts';

export interface Server {
  readonly url: string;
  readonly wsUrl: string;
  /** Members of its ready line. Empty for a server that ran already. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly program: Program | undefined;
  readonly aws: AwsSide | undefined;
  /** How clients get different addresses. */
  readonly addressing: Addressing;
  readonly pace: Pace;
  /** @param claims in embedded mode members for /dev/tokens, in AWS mode claims of the token. */
  token(userId: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

export interface LaunchOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Tables and lines of an earlier server, to use again. */
  readonly aws?: AwsSide;
}

/** A start takes a whole core. More starts at once would slow the servers that are being checked. */
const STARTS_AT_ONCE = 2;

/** A server that runs already, under its defaults. */
export interface Running {
  readonly url: string;
  readonly addressing: Addressing;
  readonly lacks: ReadonlySet<Need>;
  /** Most speakers at a time. Undefined: the server does not say. */
  readonly maxSpeakers: number | undefined;
}

/** Servers by condition, each started when it is first needed. Owns all processes of the servers. */
export class Servers {
  readonly #backstage = new Backstage();
  readonly #shared = new Map<ConditionName, Promise<Server>>();
  readonly #programs = new Set<Program>();
  readonly #running: Running | undefined;
  readonly #starting = new Turnstile(STARTS_AT_ONCE);
  #sides = 0;

  constructor(running: Running | undefined) {
    this.#running = running;
  }

  get isExternal(): boolean {
    return this.#running !== undefined;
  }

  /** @throws Skipped when the check needs a server that the suite starts, or this server lacks a need. */
  get(name: ConditionName, needs: readonly Need[] = []): Promise<Server> {
    const running = this.#running;
    if (running !== undefined && name !== 'standard') throw new Skipped(`needs a server with ${termsOf(name)}`);
    const lacking = needs.find((need) => running?.lacks.has(need));
    if (lacking !== undefined) throw new Skipped(NEEDS[lacking]);
    let server = this.#shared.get(name);
    if (server === undefined) {
      server = running === undefined ? this.launch(name) : Promise.resolve(serverAt(running.url, running.addressing));
      this.#shared.set(name, server);
    }
    return server;
  }

  /** Starts one more server under this condition. Rejects when it does not get ready. */
  async launch(name: ConditionName, options: LaunchOptions = {}): Promise<Server> {
    if (this.#running !== undefined) throw new Skipped('needs a server of its own to start and stop');
    const { isAws, environment } = CONDITIONS[name];
    const aws = isAws ? (options.aws ?? (await this.#backstage.sideFor(`contract-${++this.#sides}`))) : undefined;
    const entry = await builtProgram('server');
    await this.#starting.enter();
    const program = run(entry, [], {
      ...environment,
      ...aws?.environment,
      ...options.environment,
    });
    this.#programs.add(program);
    const ready = await program.readyLine().finally(() => this.#starting.leave());
    return serverAt(`http://127.0.0.1:${ready.port}`, 'forwarded', ready, program, aws);
  }

  async stop(server: Server, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (server.program === undefined) throw new Skipped('needs a server of its own to start and stop');
    return server.program.stop({ signal });
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#programs, (program) => program.stop()));
    await this.#backstage.close();
  }
}

function serverAt(
  url: string,
  addressing: Addressing,
  ready: Server['ready'] = {},
  program?: Program,
  aws?: AwsSide,
): Server {
  return {
    addressing,
    pace: new Pace(addressing),
    url,
    wsUrl: url.replace(/^http/, 'ws'),
    ready,
    program,
    aws,
    async token(userId, claims = {}) {
      if (aws !== undefined) return aws.issuer.token(userId, claims);
      const body = JSON.stringify({ userId, ...claims });
      const answer = await ask(`${url}/dev/tokens`, { method: 'POST', body });
      if (typeof answer.json?.token !== 'string') {
        throw new Broken('a token from POST /dev/tokens', `HTTP ${answer.status} ${show(answer.text)}`);
      }
      return answer.json.token;
    },
  };
}
