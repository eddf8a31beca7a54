import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { until } from '../../testkit/until.ts';
import { ask } from '../../verify/contract/web.ts';
import { startHaproxy } from './haproxy.ts';
import { startNginx } from './nginx.ts';
import { findProxy, type RunningProxy } from './proxy.ts';
import { PROXIES, startBroadcast, startRostrum } from './rostrum.ts';
import { SHOWS_SERVER, SteadyVisitor } from './steady-visitor.ts';

const DRAIN_DELAY_MS = 10_000;
/** What reads the new configuration. */
const RELOAD = { nginx: 'SIGHUP', HAProxy: 'SIGUSR2' } as const;
const RELOADS_WITHIN_MS = 10_000;

async function reload(
  proxy: RunningProxy,
  exchanges: readonly (readonly [from: string | RegExp, to: string])[],
): Promise<void> {
  const before = await readFile(proxy.configFile, 'utf8');
  const after = exchanges.reduce((text, [from, to]) => text.replace(from, to), before);
  assert.notEqual(after, before);
  await writeFile(proxy.configFile, after);
  proxy.child.kill(RELOAD[proxy.name]);
}

test(
  'HAProxy: SIGTERM to one of two servers: nobody is refused, new connections go to the other',
  findProxy('HAProxy'),
  async (t) => {
    const [old, next] = [await startRostrum(t, { DRAIN_DELAY_MS: String(DRAIN_DELAY_MS) }), await startRostrum(t)];
    const proxy = await startHaproxy(t, { servers: [old.port, next.port], exchanges: [SHOWS_SERVER.HAProxy] });
    const { speaker, listener } = await startBroadcast(t, proxy, old, 'ada');
    const visitor = new SteadyVisitor(proxy, {});
    t.after(() => visitor.stop());
    await visitor.answeredBy('blue', 10_000);

    const signalledMs = visitor.elapsedMs;
    old.process.child.kill('SIGTERM');

    const first = await visitor.answeredBy('green', DRAIN_DELAY_MS);
    for (const client of [speaker, listener]) assert.equal(client.socket.readyState, client.socket.OPEN);
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await listener.next('broadcastPaused');
    for (const client of [speaker, listener]) {
      await client.next('serverDraining');
      assert.equal((await client.closed).code, 1001);
    }
    assert.ok(visitor.elapsedMs - signalledMs >= DRAIN_DELAY_MS, 'nobody is sent away before the delay is over');
    assert.equal(await old.process.exited, 0);
    await startBroadcast(t, proxy, next, 'bea');
    await visitor.stop();
    assert.deepEqual(visitor.failures, []);
    const since = visitor.visits.filter(({ atMs }) => atMs >= first.atMs);
    assert.ok(since.every(({ server }) => server === 'green'));
    t.diagnostic(`new connections went to the other server after ${Math.round(first.atMs - signalledMs)} ms`);
  },
);

test(
  'nginx: the lines exchanged and reloaded, then SIGTERM to the old server: nobody is refused',
  findProxy('nginx'),
  async (t) => {
    // nginx of this kind does not look at readiness: the reload takes the place of the delay.
    const [old, next] = [await startRostrum(t), await startRostrum(t)];
    const proxy = await startNginx(t, { servers: [old.port, next.port], exchanges: [SHOWS_SERVER.nginx] });
    const { speaker, listener } = await startBroadcast(t, proxy, old, 'ada');
    const visitor = new SteadyVisitor(proxy, {});
    t.after(() => visitor.stop());
    await visitor.answeredBy(`:${old.port}`, RELOADS_WITHIN_MS);

    await reload(proxy, [
      [`127.0.0.1:${old.port}`, '127.0.0.1:first'],
      [`127.0.0.1:${next.port}`, `127.0.0.1:${old.port}`],
      ['127.0.0.1:first', `127.0.0.1:${next.port}`],
    ]);
    const first = await visitor.answeredBy(`:${next.port}`, RELOADS_WITHIN_MS);

    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await listener.next('broadcastPaused');
    old.process.child.kill('SIGTERM');
    for (const client of [speaker, listener]) {
      await client.next('serverDraining');
      assert.equal((await client.closed).code, 1001);
    }
    assert.equal(await old.process.exited, 0);
    await startBroadcast(t, proxy, next, 'bea');
    await visitor.stop();
    assert.deepEqual(visitor.failures, []);
    const since = visitor.visits.filter(({ atMs }) => atMs >= first.atMs);
    assert.ok(since.every(({ server }) => server.endsWith(`:${next.port}`)));
  },
);

for (const [name, start] of PROXIES) {
  test(`${name}: a reload leaves open sockets alone and refuses nobody`, findProxy(name), async (t) => {
    const server = await startRostrum(t);
    const proxy = await start(t, { servers: [server.port], exchanges: [SHOWS_SERVER[name]] });
    const { speaker, listener } = await startBroadcast(t, proxy, server, 'ada');
    const visitor = new SteadyVisitor(proxy, {});
    t.after(() => visitor.stop());
    const names = ['x-server', 'x-first', 'x-second', 'x-third'];

    // Three in a row: the oldest workers have three successors by the end.
    for (const [i, now] of names.slice(1).entries()) {
      await reload(proxy, [[new RegExp(names[i] ?? '', 'i'), now]]);
      await until(
        'a request to the new one',
        async () => (await ask(`${proxy.url}/healthz`)).headers[now] !== undefined,
      );
      const { length } = visitor.visits;
      await until('more visits', async () => visitor.visits.length > length + 2);
    }

    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await listener.next('broadcastPaused');
    await visitor.stop();
    assert.deepEqual(visitor.failures, []);
  });

  test(
    `${name}: a server that dies at once is stepped in for by the other, without an error to anybody`,
    findProxy(name),
    async (t) => {
      const [first, second] = [await startRostrum(t), await startRostrum(t)];
      const proxy = await start(t, { servers: [first.port, second.port], exchanges: [SHOWS_SERVER[name]] });
      for (let i = 0; i < 8; i += 1) assert.equal((await ask(`${proxy.url}/healthz`)).status, 200);

      first.process.child.kill('SIGKILL');
      await once(first.process.child, 'exit');

      const body = JSON.stringify({ userId: 'ada' });
      for (let i = 0; i < 8; i += 1) {
        assert.equal((await ask(`${proxy.url}/healthz`)).status, 200);
        assert.equal((await ask(`${proxy.url}/dev/tokens`, { method: 'POST', body })).status, 200);
      }
      await startBroadcast(t, proxy, second, 'bea');
    },
  );
}
