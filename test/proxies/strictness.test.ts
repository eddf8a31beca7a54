import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../../verify/contract/web.ts';
import { findProxy } from './proxy.ts';
import { sendRaw } from './raw-request.ts';
import { PROXIES, startRostrum } from './rostrum.ts';
import { SHOWS_SERVER } from './steady-visitor.ts';

const BODY = '{"userId":"ada"}';
const CHUNKED = 'Host: x\r\nTransfer-Encoding: chunked\r\n\r\n';
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (head: string, body: string) => `POST /dev/tokens HTTP/1.1\r\n${head}${body}`;

/** What the server itself leaves unanswered or takes one way, and others another. */
const REFUSED = {
  'two lengths that differ': post('Host: x\r\nContent-Length: 16\r\nContent-Length: 5\r\n\r\n', BODY),
  'no Host': 'GET /healthz HTTP/1.1\r\n\r\n',
  'HTTP/1.0': 'GET /healthz HTTP/1.0\r\n\r\n',
  'a TLS greeting': '\x16\x03\x01 hello\r\n\r\n',
  'an address over 16 KB': get(`/healthz?token=${'a'.repeat(17_000)}`),
  'a header over 16 KB': `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`,
};
const ANSWERED = {
  'a body in chunks': post(CHUNKED, `10\r\n${BODY}\r\n0\r\n\r\n`),
  'a chunk with an extension': post(CHUNKED, `10;a=b\r\n${BODY}\r\n0\r\n\r\n`),
  'a trailer': post(CHUNKED, `10\r\n${BODY}\r\n0\r\nX-A: 1\r\n\r\n`),
  'a token of 3 KB in the address': get(`/healthz?token=${'a'.repeat(3_000)}`),
};

for (const [name, start] of PROXIES) {
  test(`${name}: what the server does not settle itself is settled in front of it`, findProxy(name), async (t) => {
    const [server, other] = [await startRostrum(t), await startRostrum(t)];
    const proxy = await start(t, { servers: [server.port, other.port], exchanges: [SHOWS_SERVER[name]] });
    const answeredBy = async () => (await ask(`${proxy.url}/healthz`)).headers['x-server'];
    const first = await answeredBy();

    await t.test('requests sent one behind the other are each answered', async () => {
      const requests = [get('/healthz'), post('Host: x\r\nContent-Length: 16\r\n\r\n', BODY), get('/readyz')];

      const { statuses } = await sendRaw(proxy.url, [requests.join('')], { isEnough: (answers) => answers === 3 });

      assert.deepEqual(statuses, [200, 200, 200]);
    });
    for (const [what, request] of Object.entries(REFUSED)) {
      await t.test(`${what}: refused with a status`, async () => {
        const { statuses, tookMs } = await sendRaw(proxy.url, [request]);

        assert.equal(statuses.length, 1);
        assert.match(String(statuses[0]), /^(4\d\d|505)$/);
        assert.ok(tookMs < 5_000, `after ${tookMs} ms`);
      });
    }
    for (const [what, request] of Object.entries(ANSWERED)) {
      await t.test(`${what}: answered`, async () => {
        assert.deepEqual((await sendRaw(proxy.url, [request])).statuses, [200]);
      });
    }
    await t.test('the head of a request that never ends is waited for 10 s, whoever keeps it going', async () => {
      const head = ['GET /healthz HTTP/1.1\r\n', ...Array.from({ length: 40 }, () => 'X-A: b\r\n')];

      const { isClosed, statuses, tookMs } = await sendRaw(proxy.url, head, { pauseMs: 500, isEnough: () => false });

      assert.ok(isClosed);
      assert.ok(tookMs > 9_000 && tookMs < 15_000, `closed after ${tookMs} ms`);
      assert.ok(statuses.every((status) => status === 408));
    });
    await t.test('none of it takes the server away from others', async () => {
      for (let i = 0; i < 5; i += 1) assert.equal(await answeredBy(), first);
    });
  });
}
