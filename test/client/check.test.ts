/** A client that is told that something has changed looks at once; one that slept holds it against nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionChange } from '../../src/client/client-events.ts';
import type { Clock } from '../../src/client/platform.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION } from '../support/client/simulated-server.ts';

const GET = `GET /prod/sessions/${SESSION}`;
const beatsOf = (bench: ClientBench) => bench.server.told.filter(({ action }) => action === 'heartbeat').length;

/** The client's clock goes on while its timers sleep, as in a laptop that is closed or a page in the background. */
class SleepyClock implements Clock {
  readonly #clock: Clock;
  sleptMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.sleptMs;
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    return this.#clock.setTimeout(run, delayMs);
  }

  clearTimeout(timer: unknown): void {
    this.#clock.clearTimeout(timer);
  }
}

test('a checked connection that lives stays, and one that does not is replaced within 5 s', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  listener.check();
  await bench.clock.advance(10_000);
  assert.deepEqual([beatsOf(bench), bench.server.sockets.length, listener.state], [1, 1, 'open']);

  bench.server.last.cut(); // and nobody says so
  listener.check();
  listener.check();
  await bench.clock.advance(5_000);
  assert.deepEqual([bench.server.sockets.length, listener.state], [2, 'open']);
  listener.close();
});

test('a connection on which nothing is said is asked every 5 s, however long its answers may take', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener({ heartbeatMs: 5_000, lostAfterMs: 20_000 });
  await bench.clock.advance(60_500);
  assert.equal(beatsOf(bench), 12);
  assert.deepEqual([bench.server.sockets.length, listener.state], [1, 'open']);
  listener.close();
});

test('a client that waits for its next attempt makes it at once, and begins with short waits again', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const listener = await bench.listener({ on: { connection: (change) => changes.push(change) } });
  bench.server.isReachable = false;
  bench.server.last.cut(1006);
  await bench.clock.advance(10_000);
  const before = bench.server.sockets.length;
  listener.check();
  await bench.clock.advance(250);
  assert.equal(bench.server.sockets.length, before + 2, 'at once, and again after the first short wait');
  bench.server.isReachable = true;
  listener.check();
  await bench.clock.advance(100);

  assert.equal(listener.state, 'open');
  const waits = changes.flatMap((change) => (change.state === 'reconnecting' ? [change.delayMs] : []));
  assert.deepEqual(waits.slice(-2), [188, 375]);
  listener.close();
});

test('a client that is told during a new attempt makes another at once after it, and begins with short waits again', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const listener = await bench.listener({ on: { connection: (change) => changes.push(change) } });
  bench.server.isReachable = false;
  bench.server.last.cut(1006);
  bench.server.latencyMs = 1_000;
  // Long waits already, and an attempt that has just begun.
  await bench.clock.advance(20_000);
  const before = bench.server.sockets.length;
  while (bench.server.sockets.length === before) await bench.clock.advance(100);
  listener.check();
  assert.equal(bench.server.sockets.length, before + 1, 'a young attempt goes on');
  await bench.clock.advance(1_100);
  assert.equal(bench.server.sockets.length, before + 2);

  await bench.clock.advance(1_500);
  const waits = changes.flatMap((change) => (change.state === 'reconnecting' ? [change.delayMs] : []));
  assert.deepEqual(waits.slice(-2), [0, 188]);
  listener.close();
});

test('an attempt that hangs for 2 s is given up for a new one by whoever says that something has changed', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  bench.server.last.cut(1006);
  bench.server.latencyMs = 100_000; // as on a network that is gone
  await bench.clock.advance(4_000);
  const before = bench.server.sockets.length;
  bench.server.latencyMs = 10;
  listener.check();
  await bench.clock.advance(100);

  assert.deepEqual([bench.server.sockets.length, listener.state], [before + 1, 'open']);
  listener.close();
});

test('the question why an attempt failed is given up too, and no wait that the server then asks for is left out', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  bench.server.refusal = 'Unexpected server response: 503';
  bench.http.set(GET, { status: 0, body: {} });
  bench.server.last.cut(1006);
  await bench.clock.advance(4_000);
  const before = bench.server.sockets.length;
  listener.check();
  await bench.clock.advance(50);
  assert.equal(bench.server.sockets.length, before + 1);

  const details = { retryAfterMs: 30_000 };
  const body = { type: 'error', code: 'SERVICE_UNAVAILABLE', statusCode: 503, message: 'wait', details };
  bench.http.set(GET, { status: 503, body });
  await bench.clock.advance(3_000);
  listener.check(); // the question that has no answer yet
  bench.server.latencyMs = 1_000;
  await bench.clock.advance(100);
  listener.check(); // the attempt that goes on
  await bench.clock.advance(1_500);
  const asked = bench.server.sockets.length;
  listener.check();
  await bench.clock.advance(28_000);
  assert.equal(bench.server.sockets.length, asked);
  listener.close();
});

test('a client in line keeps its place: the wait that the server asked for is not cut short, and is told as such', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const listener = await bench.listener({ on: { connection: (change) => changes.push(change) } });
  bench.server.refusal = 'Unexpected server response: 503';
  const details = { retryAfterMs: 30_000 };
  bench.http.set(GET, {
    status: 503,
    body: { type: 'error', code: 'SERVICE_UNAVAILABLE', statusCode: 503, message: 'wait', details },
  });
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  const attempts = bench.server.sockets.length;
  listener.check();
  await bench.clock.advance(29_000);
  assert.equal(bench.server.sockets.length, attempts);

  const inLine = changes.flatMap((change) => (change.state === 'reconnecting' ? [change.isInLine] : []));
  assert.deepEqual(inLine, [false, true]);
  listener.close();
});

test('a listener whose place was taken is in line for one, though the server names no time', async () => {
  const bench = new ClientBench();
  const changes: ConnectionChange[] = [];
  const listener = await bench.listener({ on: { connection: (change) => changes.push(change) } });
  let isFull = true;
  bench.server.intercept = (socket, told) => {
    if (!isFull || told instanceof Uint8Array || told.action !== 'joinSession') return false;
    socket.say({ type: 'error', code: 'SESSION_FULL', statusCode: 503, message: 'full', details: {} });
    return true;
  };
  bench.server.last.cut(1006);
  await bench.clock.advance(1_000);
  isFull = false;
  await bench.clock.advance(2_000);

  const inLine = changes.flatMap((change) => (change.state === 'reconnecting' ? [change.isInLine] : []));
  assert.ok(inLine.length >= 2);
  assert.deepEqual(inLine, [false, ...inLine.slice(1).map(() => true)]);
  assert.equal(listener.state, 'open');
  listener.close();
});

test('a good connection survives a sleep of its own client', async () => {
  const bench = new ClientBench();
  const clock = new SleepyClock(bench.clock);
  const listener = await bench.listener({ clock, heartbeatMs: 5_000, lostAfterMs: 20_000 });
  for (let sleep = 0; sleep < 5; sleep += 1) {
    await bench.clock.advance(7_000);
    clock.sleptMs += 100_000;
  }
  await bench.clock.advance(30_000);
  assert.deepEqual([bench.server.sockets.length, listener.state], [1, 'open']);
  listener.close();
});

test('a client that slept in an outage does not give up when it wakes: it tries again', async () => {
  const bench = new ClientBench();
  const clock = new SleepyClock(bench.clock);
  const listener = await bench.listener({ clock, giveUpAfterMs: 60_000 });
  bench.server.isReachable = false;
  bench.server.last.cut(1006);
  await bench.clock.advance(5_000);
  clock.sleptMs += 3_600_000;
  await bench.clock.advance(10_000);
  assert.equal(listener.state, 'reconnecting');
  bench.server.isReachable = true;
  await bench.clock.advance(10_000);
  assert.equal(listener.state, 'open');
  listener.close();
});

test('a closed client takes a check without a word', async () => {
  const bench = new ClientBench();
  const listener = await bench.listener();
  listener.close();
  listener.check();
  await bench.clock.advance(1_000);
  assert.deepEqual([beatsOf(bench), bench.clock.pending], [0, 0]);
});
