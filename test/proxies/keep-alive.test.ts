import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { findProxy } from './proxy.ts';
import { PROXIES, startRostrum } from './rostrum.ts';

const CLIENTS = 6;
const ROUNDS = 8;
/** As a browser asks: a program gets no page. */
const PAGE = { accept: 'text/html' };

/** One client with one connection to the proxy. */
class OneConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ask(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
    const outgoing = request(`${this.#url}${path}`, { method, headers, agent: this.#agent });
    return new Promise<{ status: number; etag: string; body: string }>((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        text(incoming).then((content) => {
          const { statusCode: status = 0, headers: answered } = incoming;
          resolve({ status, etag: String(answered.etag ?? ''), body: content });
        }, reject);
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

for (const [name, start] of PROXIES) {
  test(
    `${name}: answers without a body leave its connections to the server usable for others`,
    findProxy(name),
    async (t) => {
      const server = await startRostrum(t);
      const proxy = await start(t, { servers: [server.port] });
      const clients = Array.from({ length: CLIENTS }, () => new OneConnection(proxy.url));
      t.after(() => {
        for (const client of clients) client.close();
      });
      const origin = { origin: proxy.url, 'access-control-request-method': 'POST' };

      const rounds = clients.map(async (client, i) => {
        const seen: string[] = [];
        const say = (what: string, { status }: { status: number }) => seen.push(`${what} ${status}`);
        for (let round = 0; round < ROUNDS; round += 1) {
          say('OPTIONS', await client.ask('OPTIONS', '/sessions', origin));
          say('HEAD', await client.ask('HEAD', '/healthz'));
          const page = await client.ask('GET', '/', PAGE);
          say('GET', page);
          say('known', await client.ask('GET', '/', { ...PAGE, 'if-none-match': page.etag }));
          say('GET', await client.ask('GET', '/healthz'));
        }
        const authorization = `Bearer ${await server.token(`user-${i}`)}`;
        const made = await client.ask('POST', '/sessions', { authorization }, '{"sourceLanguage":"en"}');
        say('POST', made);
        const { sessionId } = JSON.parse(made.body) as { sessionId: string };
        say('DELETE', await client.ask('DELETE', `/sessions/${sessionId}`, { authorization }));
        say('GET', await client.ask('GET', '/healthz'));
        return seen;
      });

      const round = ['OPTIONS 204', 'HEAD 200', 'GET 200', 'known 304', 'GET 200'];
      const expected = [...Array.from({ length: ROUNDS }, () => round).flat(), 'POST 201', 'DELETE 204', 'GET 200'];
      for (const seen of await Promise.all(rounds)) assert.deepEqual(seen, expected);
    },
  );
}
