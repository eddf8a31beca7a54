import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionChange } from '../../src/client/client-events.ts';
import { comesBack } from '../../src/client/close-verdict.ts';
import type { RostrumError } from '../../src/client/rostrum-error.ts';
import { CLOSES } from '../../src/protocol/close-codes.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION } from '../support/client/simulated-server.ts';

const error = (code: string, statusCode: number, details: object = {}) => ({
  type: 'error',
  code,
  statusCode,
  message: 'no',
  details,
  correlationId: 'c',
});
const statesOf = (changes: readonly ConnectionChange[]) => changes.map(({ state }) => state);

test('the close codes of the contract say whether to come back, and of the rest those that blame us are final', () => {
  for (const { code, reconnect } of Object.values(CLOSES)) assert.equal(comesBack(code), reconnect, String(code));
  for (const code of [1005, 1006, 1011, 1012, 1013, 1014, 3000, 4000]) assert.ok(comesBack(code), String(code));
  for (const code of [1002, 1003, 1007, 1009, 1010, 4400, 4499]) assert.ok(!comesBack(code), String(code));
});

test('a speaker comes back to the same session, a listener joins again in its present language', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  assert.equal(bench.server.last.url.search, `?sessionId=${SESSION}`);
  assert.deepEqual(bench.server.last.protocols, ['bearer', 'a.b.c']);
  assert.deepEqual([speaker.state, speaker.connectionId], ['open', 'c2']);
  speaker.close();

  const listener = await bench.listener({ transcripts: true });
  await bench.after(100, listener.changeLanguage('ca'));
  bench.server.last.closedByServer(4413, 'slowConsumer');
  await bench.clock.advance(1_000);
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId: SESSION, connectionId: 'c3' };
  const query = Object.fromEntries(bench.server.last.url.searchParams);
  assert.deepEqual(query, { ...refresh, targetLanguage: 'ca', transcripts: 'on' }, 'by the name of the socket it lost');
  assert.deepEqual(bench.server.told.at(-1), { action: 'joinSession', sessionId: SESSION, targetLanguage: 'ca' });
  assert.equal(listener.state, 'open');
  listener.close();
});

test('attempts come further and further apart, and are given up after their time with a clear error', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const speaker = await bench.speaker({ giveUpAfterMs: 20_000, on: { connection: (change) => changes.push(change) } });
  bench.server.isReachable = false;
  bench.server.last.cut(1006);
  await bench.clock.advance(30_000);

  const delays = changes.flatMap((change) => (change.state === 'reconnecting' ? [change.delayMs] : []));
  assert.deepEqual(delays, [188, 375, 750, 1_500, 3_000, 6_000, 6_000]);
  const last = changes.at(-1);
  assert.ok(last?.state === 'closed' && last.error?.code === 'RECONNECT_FAILED');
  assert.match(last.error.message, /could not be restored in 20000 ms: the server cannot be reached: 1006/);
  assert.equal((last.error.cause as RostrumError).code, 'CONNECT_FAILED');
  await assert.rejects(speaker.pause(), ({ code }: RostrumError) => code === 'RECONNECT_FAILED');
  assert.equal(bench.clock.pending, 0);
});

test('a draining server is given the time it asks for', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const speaker = await bench.speaker({ giveUpAfterMs: 1_000, on: { connection: (change) => changes.push(change) } });
  bench.server.last.say({ type: 'serverDraining', retryAfterMs: 5_000 });
  bench.server.last.closedByServer(1001);
  await bench.clock.advance(5_000);
  assert.equal(bench.server.sockets.length, 1);
  await bench.clock.advance(1_250);

  assert.deepEqual(statesOf(changes), ['connecting', 'open', 'reconnecting', 'open']);
  speaker.close();
});

test('a token is asked for before every connect', async () => {
  const bench = new ClientBench();
  let asked = 0;
  const speaker = await bench.speaker({ token: () => `token.${++asked}` });
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);

  assert.deepEqual(bench.server.last.protocols, ['bearer', 'token.2']);
  speaker.close();
});

test('a client closed while it waits, or gets its token, opens nothing more', async () => {
  for (const waitMs of [10, 1_000]) {
    const bench = new ClientBench();
    let give: (token: string) => void = () => {};
    let isFirst = true;
    const token = () => {
      if (!isFirst) return new Promise<string>((resolve) => (give = resolve));
      isFirst = false;
      return 'a.b.c';
    };
    const speaker = await bench.speaker({ token });
    bench.server.last.cut(1006);
    await bench.clock.advance(waitMs);
    speaker.close();
    give('too.late');
    await bench.clock.advance(60_000);

    assert.equal(bench.server.sockets.length, 1);
    assert.deepEqual([speaker.state, bench.clock.pending], ['closed', 0]);
  }
});

test('a token that cannot be had for a while is one more attempt', async () => {
  const bench = new ClientBench();
  let asked = 0;
  const speaker = await bench.speaker({
    token: () => {
      asked += 1;
      if (asked === 2) throw new Error('signed out');
      return 'a.b.c';
    },
  });
  bench.server.last.cut(1006);
  await bench.clock.advance(2_000);

  assert.deepEqual([asked, speaker.state], [3, 'open']);
  speaker.close();
});

for (const [claim, code, message] of [
  ['the session’s end', 4410, 'the server closed the connection (4410 sessionEnded)'],
  ['a newer socket of the same speaker', 4409, 'the server closed the connection (4409 replaced)'],
  ['the rate limit', 4429, 'the server closed the connection (4429 rate)'],
] as const) {
  test(`a socket closed for ${claim} is not opened again`, async () => {
    const bench = new ClientBench();
    const changes: ConnectionChange[] = [];
    await bench.speaker({ on: { connection: (change) => changes.push(change) } });
    bench.server.last.closedByServer(code, message.replace(/.* (\w+)\)$/, '$1'));
    await bench.clock.advance(60_000);

    const last = changes.at(-1);
    assert.ok(last?.state === 'closed');
    assert.equal(last.error?.message, message);
    assert.equal(bench.server.sockets.length, 1);
    assert.equal(bench.clock.pending, 0);
  });
}

test('a session that has gone while the client was away is given up at once, told by the server or asked over HTTP', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  bench.server.intercept = (socket, told) => {
    if (!(told instanceof Uint8Array) && told.action === 'joinSession') {
      socket.say(error('SESSION_NOT_FOUND', 404, { reason: 'ended' }));
    }
    return true;
  };
  const closed = listener.next('connection').then(() => listener.next('connection'));
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  const change = await closed;
  assert.ok(change.state === 'closed' && change.error?.code === 'SESSION_NOT_FOUND');
  assert.equal(bench.clock.pending, 0);

  const blind = new ClientBench();
  const speaker = await blind.speaker();
  blind.server.isReachable = false;
  blind.http.set(`GET /prod/sessions/${SESSION}`, { status: 404, body: error('SESSION_NOT_FOUND', 404) });
  blind.server.last.cut(1006);
  await blind.clock.advance(1_000);
  assert.equal(speaker.state, 'closed');
  await assert.rejects(speaker.pause(), ({ code }: RostrumError) => code === 'SESSION_NOT_FOUND');
  assert.equal(blind.server.sockets.length, 3, 'asked at the second refusal');
});

test('a refusal that ws shows to be final is final; one that may pass is tried again, when the server says', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.refusal = 'Unexpected server response: 403';
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  await assert.rejects(speaker.pause(), ({ statusCode }: RostrumError) => statusCode === 403);
  assert.equal(bench.server.sockets.length, 2);

  const busy = new ClientBench();
  const listener = await busy.listener();
  let refusals = 0;
  busy.server.intercept = (socket) => {
    refusals += 1;
    if (refusals === 1) socket.say(error('RATE_LIMIT_EXCEEDED', 429, { kind: 'join', retryAfterMs: 9_000 }));
    if (refusals === 2) socket.say(error('SESSION_FULL', 503));
    return refusals < 3;
  };
  busy.server.last.cut(1006);
  await busy.clock.advance(9_000);
  assert.equal(refusals, 1);
  await busy.clock.advance(5_000);
  assert.deepEqual([refusals, listener.state], [3, 'open']);
  listener.close();
});

test('a heartbeat goes out only when nothing else did, and a silent connection is opened anew', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker({ heartbeatMs: 1_000 });
  const beats = () => bench.server.told.filter(({ action }) => action === 'heartbeat').length;
  for (let i = 0; i < 4; i++) {
    speaker.send(new Uint8Array(3_200));
    await bench.clock.advance(500);
  }
  assert.equal(beats(), 0);
  await bench.clock.advance(3_000);
  assert.equal(beats(), 3);
  assert.equal(typeof bench.server.told.at(-1)?.timestamp, 'number');

  bench.server.last.cut(); // and nobody says so
  await bench.clock.advance(4_000);
  assert.equal(bench.server.sockets.length, 2);
  assert.equal(speaker.state, 'open');
  speaker.close();
});
