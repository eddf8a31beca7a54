/** Somebody who comes again and again, each time on a new connection, and remembers how it went and who answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { ask, type WebAnswer } from '../../verify/contract/web.ts';
import type { Exchange } from './derived-config.ts';
import type { ProxyName, RunningProxy } from './proxy.ts';

/** Each answer says which server it is from: `127.0.0.1:8080`, or in HAProxy’s case `blue`. For tests alone. */
export const SHOWS_SERVER: Readonly<Record<ProxyName, Exchange>> = {
  nginx: ['proxy_read_timeout 75s;', 'proxy_read_timeout 75s; add_header X-Server $upstream_addr always;'],
  HAProxy: ['    default_backend ready', '    http-response set-header X-Server %s\n    default_backend ready'],
};

export interface Visit {
  readonly kind: 'request' | 'socket';
  /** Since the first visit, ms. */
  readonly atMs: number;
  /** The status, or what went wrong. */
  readonly outcome: number | string;
  readonly server: string;
}

const EVERY_MS = 100;
/** One in so many is a socket: connects from one address are limited. */
const SOCKET_EVERY = 15;

export class SteadyVisitor {
  readonly visits: Visit[] = [];
  readonly #proxy: RunningProxy;
  readonly #query: string;
  readonly #startedAt = performance.now();
  readonly #visiting: Promise<void>;
  #isOver = false;

  /** @param query what a socket is opened with. */
  constructor(proxy: RunningProxy, query: Record<string, string>) {
    this.#proxy = proxy;
    this.#query = String(new URLSearchParams(query));
    this.#visiting = this.#visit();
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Resolves with the first visit that this server has answered, from now on. Rejects when it never does. */
  async answeredBy(server: string, withinMs: number): Promise<Visit> {
    const from = this.visits.length;
    const endsAt = performance.now() + withinMs;
    while (performance.now() < endsAt) {
      const visit = this.visits.slice(from).find((one) => one.server.endsWith(server));
      if (visit !== undefined) return visit;
      await sleep(EVERY_MS / 2);
    }
    throw new Error(`${server} did not answer within ${withinMs} ms: ${JSON.stringify(this.visits.slice(-3))}`);
  }

  /** Visits that did not go as they should: none, if nobody ever stood before a closed door. */
  get failures(): Visit[] {
    return this.visits.filter(({ kind, outcome }) => outcome !== (kind === 'request' ? 200 : 101));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#visiting;
  }

  async #visit(): Promise<void> {
    for (let i = 0; !this.#isOver; i += 1) {
      const isSocket = i % SOCKET_EVERY === 0;
      const atMs = Math.round(this.elapsedMs);
      const answer = await (isSocket ? this.#open() : ask(`${this.#proxy.url}/healthz`)).catch((error: Error) => error);
      const [outcome, server] =
        answer instanceof Error ? [answer.message, ''] : [answer.status, String(answer.headers['x-server'] ?? '')];
      this.visits.push({ kind: isSocket ? 'socket' : 'request', atMs, outcome, server });
      await sleep(EVERY_MS);
    }
  }

  #open(): Promise<Pick<WebAnswer, 'status' | 'headers'>> {
    const socket = new WebSocket(`${this.#proxy.wsUrl}/?${this.#query}`);
    return new Promise((resolve, reject) => {
      socket.on('upgrade', ({ statusCode = 0, headers }) => {
        resolve({ status: statusCode, headers });
        socket.once('open', () => socket.close());
      });
      socket.on('unexpected-response', (_, { statusCode = 0, headers }) => resolve({ status: statusCode, headers }));
      socket.on('error', reject);
    });
  }
}
