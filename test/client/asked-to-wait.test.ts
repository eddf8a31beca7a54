/** What a server asks a client to wait, it waits; and comes back to its own place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionChange } from '../../src/client/client-events.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION } from '../support/client/simulated-server.ts';

const GET = `GET /prod/sessions/${SESSION}`;
const limited = (retryAfterMs: number, statusCode = 429) => ({
  status: statusCode,
  body: { type: 'error', code: 'RATE_LIMIT_EXCEEDED', statusCode, message: 'wait', details: { retryAfterMs } },
});
const delaysOf = (changes: readonly ConnectionChange[]) =>
  changes.flatMap((change) => (change.state === 'reconnecting' ? [change.delayMs] : []));

for (const status of [429, 503]) {
  test(`a refused return (${status}) that says when is tried then, with chance, and not before; that time is not its own`, async () => {
    const bench = new ClientBench();
    const changes: ConnectionChange[] = [];
    const listener = await bench.listener({
      giveUpAfterMs: 5_000,
      on: { connection: (change) => changes.push(change) },
    });
    bench.server.refusal = `Unexpected server response: ${status}`;
    bench.http.set(GET, limited(40_000, status));
    bench.server.last.cut(1006);
    await bench.clock.advance(1_000);
    assert.deepEqual(bench.asked, [GET], 'asked at once: there is a server, and it has a reason');
    bench.server.refusal = '';
    await bench.clock.advance(39_000);
    assert.equal(bench.server.sockets.length, 2);
    await bench.clock.advance(6_000);

    assert.deepEqual(delaysOf(changes), [188, 45_000]);
    assert.equal(listener.state, 'open');
    listener.close();
  });
}

test('a crowd that is told the same does not come back at the same time', async () => {
  const delays = await Promise.all(
    [0, 0.25, 0.5, 0.75, 0.999].map(async (chance) => {
      const bench = new ClientBench();
      const changes: ConnectionChange[] = [];
      await bench.listener({ random: () => chance, on: { connection: (change) => changes.push(change) } });
      bench.server.last.say({ type: 'serverDraining', retryAfterMs: 20_000 });
      bench.server.last.closedByServer(1001);
      await bench.clock.advance(100);
      return delaysOf(changes)[0] as number;
    }),
  );

  assert.equal(Math.min(...delays), 20_000);
  assert.ok(Math.max(...delays) >= 24_900);
  assert.equal(new Set(delays).size, delays.length);
});

test('a server that always asks for more is given up all the same', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener({ giveUpAfterMs: 30_000 });
  bench.server.refusal = 'Unexpected server response: 503';
  bench.http.set(GET, limited(1e12, 503));
  bench.server.last.cut(1006);
  for (let minute = 0; minute < 15 && listener.state !== 'closed'; minute += 1) await bench.clock.advance(60_000);

  assert.deepEqual([listener.state, bench.clock.pending], ['closed', 0]);
});

test('in a browser, which is not shown a status, a limit on strangers’ questions does not keep a listener from its place', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const listener = await bench.listener({ on: { connection: (change) => changes.push(change) } });
  bench.server.isReachable = false;
  bench.http.set(GET, limited(50_000));
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  bench.server.isReachable = true;
  await bench.clock.advance(1_500);

  assert.deepEqual(delaysOf(changes), [188, 375, 750]);
  assert.equal(listener.state, 'open');
  const named = bench.server.sockets.slice(1).map(({ url }) => url.searchParams.get('connectionId'));
  assert.deepEqual(named, ['c1', 'c1', 'c1'], 'each attempt names the socket that was lost');
  listener.close();
});

test('a listener that has come back hears the state of the broadcast again', async () => {
  const bench = new ClientBench();
  const heard: string[] = [];
  const listener = await bench.listener({ on: { message: ({ type }) => heard.push(type) } });
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);

  assert.deepEqual(heard, ['sessionJoined', 'connectionRefreshComplete', 'sessionJoined']);
  assert.equal(listener.connectionId, 'c2');
  listener.close();
});

test('closed by who hears that the connection is lost, nothing is waited for any more', async () => {
  const bench = new ClientBench();
  let listener: { close(): void } | undefined;
  listener = await bench.listener({
    on: {
      connection: ({ state }) => {
        if (state === 'reconnecting') listener?.close();
      },
    },
  });
  bench.server.last.say({ type: 'serverDraining', retryAfterMs: 60_000 });
  bench.server.last.closedByServer(1001);
  await bench.clock.advance(10);

  assert.equal(bench.clock.pending, 0);
});
