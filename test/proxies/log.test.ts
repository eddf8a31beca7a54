import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, askToUpgrade } from '../../verify/contract/web.ts';
import { findProxy, type RunningProxy } from './proxy.ts';
import { sendRaw } from './raw-request.ts';
import { connect, PROXIES, startRostrum } from './rostrum.ts';

/** In everything a client sends that is nobody else’s business. */
const SECRET = 'c2VjcmV0LXRva2Vu';
const WRITES_WITHIN_MS = 5_000;

async function logWith(proxy: RunningProxy, what: RegExp): Promise<string> {
  const endsAt = performance.now() + WRITES_WITHIN_MS;
  for (;;) {
    const log = await proxy.log();
    if (what.test(log)) return log;
    assert.ok(performance.now() < endsAt, `no ${what} in the log:\n${log}`);
    await sleep(50);
  }
}

for (const [name, start] of PROXIES) {
  test(`${name}: no token and no connection id is in its log, whatever goes wrong`, findProxy(name), async (t) => {
    const server = await startRostrum(t);
    const proxy = await start(t, { servers: [server.port] });
    const secret = `token=${SECRET}`;
    const wsUrl = (path: string) => `${proxy.wsUrl}${path}?${secret}`;

    // Answered, and refused by the server.
    const client = connect(t, proxy, { unknown: SECRET });
    await client.opened();
    client.socket.close();
    await client.closed;
    assert.equal((await askToUpgrade(wsUrl('/refused'))).status, 401);
    assert.equal((await ask(`${proxy.url}/nothing?${secret}`)).status, 404);
    assert.equal((await ask(`${proxy.url}/prod/@connections/${SECRET}%3D`)).status < 500, true);
    const large = { method: 'POST', body: Buffer.alloc(200_000), headers: { authorization: `Bearer ${SECRET}` } };
    assert.equal((await ask(`${proxy.url}/sessions?${secret}`, large)).status, 413);
    // Refused by the proxy, and given up by the client.
    await sendRaw(proxy.url, [`GET /long?${secret}${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`]);
    await sendRaw(proxy.url, [`GET /odd?${secret} HTTP/1.1\r\nHost: x\r\nContent-Length: a\r\n\r\n`]);
    await sendRaw(proxy.url, [`GET /bad path?${secret} HTTP/1.1\r\nHost: x\r\n\r\n`]);
    await sendRaw(proxy.url, [`GET /old?${secret} HTTP/1.0\r\n\r\n`]);
    await sendRaw(proxy.url, [`POST /cut?${secret} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1`], {
      withinMs: 50,
    });
    // With a socket open when the server dies, and then without a server.
    const open = connect(t, proxy, { unknown: SECRET });
    await open.opened();
    server.process.child.kill('SIGKILL');
    await once(server.process.child, 'exit');
    await open.closed;
    assert.match(String((await askToUpgrade(wsUrl('/away'))).status), /^50[234]$/);

    const log = await logWith(proxy, /"\/away"/);

    for (const path of ['/refused', '/nothing', '/sessions', '/prod/@connections/...']) {
      assert.ok(log.includes(`"${path}"`), `${path} is not in the log:\n${log}`);
    }
    assert.ok(!log.includes(SECRET), log);
  });
}
