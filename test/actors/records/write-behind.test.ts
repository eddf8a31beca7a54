import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionRecord } from '../../../src/actors/ports/records.ts';
import { RECORD_WRITER_LIMITS, type RecordWriterLimits } from '../../../src/actors/records/row-queue.ts';
import { toSessionRecord } from '../../../src/actors/records/session-records.ts';
import { WriteBehind } from '../../../src/actors/records/write-behind.ts';
import { FACTS } from '../../support/actors/actor-bench.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock, settled } from '../../support/actors/fake-clock.ts';
import { MemoryStore } from '../../support/actors/memory-store.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

function setUp(limits: Partial<RecordWriterLimits> = {}, turn?: () => Promise<void>) {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const log = new RecordingLog();
  const metrics = new CountingMetrics();
  const writer = new WriteBehind({
    ...{ store, clock, log, metrics, limits: { ...RECORD_WRITER_LIMITS, ...limits } },
    ...(turn === undefined ? {} : { turn }),
  });
  return { clock, store, log, metrics, writer };
}

function connection(connectionId: string, targetLanguage = 'es'): ConnectionRecord {
  const times = { connectedAt: 0, lastActivityTime: 0, ttl: 0 };
  return { connectionId, sessionId: FACTS.sessionId, role: 'listener', targetLanguage, ...times };
}

function session(version: number) {
  const broadcastState = { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 0 };
  const now = { isActive: true, broadcastState, listenerCount: version, speakerConnectionId: undefined };
  return toSessionRecord(FACTS, now, { version, ownerNode: 'node-a', atMs: 0 });
}

const toRows = (store: MemoryStore) => store.writes.map(({ row }) => row);

test('a row is written at once, and flushed says when', async () => {
  const { store, writer } = setUp();
  await writer.flushed();

  writer.putConnection(connection('a'));
  assert.equal(writer.pending, 1);
  await writer.flushed();

  assert.equal(writer.pending, 0);
  assert.equal(writer.isBehind, false);
  assert.deepEqual([...store.connections.keys()], ['a']);
});

test('a session’s row is written when its turn comes, and not at all if it is void by then; a connection’s at once', async () => {
  const turns: (() => void)[] = [];
  const { store, writer } = setUp({}, () => new Promise((resolve) => turns.push(resolve)));
  await store.createSession(session(1));
  store.writes.length = 0;
  const holder = { isSuperseded: false, recreated() {}, superseded() {} };

  writer.putConnection(connection('a'));
  writer.putSession(session(2), holder);
  await settled();
  assert.deepEqual([turns.length, toRows(store), writer.pending], [1, ['a'], 1]);

  holder.isSuperseded = true;
  for (const begin of turns) begin();
  await writer.flushed();
  assert.deepEqual(toRows(store), ['a']);
});

test('a write that is void when its turn comes is no success: the table still counts as behind', async () => {
  const turns: (() => void)[] = [];
  const { clock, store, writer } = setUp({}, () => new Promise((resolve) => turns.push(resolve)));
  const holder = { isSuperseded: false, recreated() {}, superseded() {} };
  await store.createSession(session(1));
  store.fails = () => true;
  writer.putSession(session(2), holder);
  turns.shift()?.();
  await settled();
  assert.equal(writer.isBehind, true);

  for (const id of ['b', 'c']) writer.putConnection(connection(id));
  await clock.advance(RECORD_WRITER_LIMITS.retryBaseMs);
  holder.isSuperseded = true;
  store.attempts = 0;
  turns.shift()?.();
  await settled();

  assert.deepEqual([writer.isBehind, store.attempts], [true, 1], 'one write at a time is tried');
});

test('rows that wait for a turn at the end of the process are not written', async () => {
  const turns: (() => void)[] = [];
  const { store, writer } = setUp({}, () => new Promise((resolve) => turns.push(resolve)));
  writer.putSession(session(2));
  writer.stop();
  for (const begin of turns) begin();
  await settled();
  assert.deepEqual([turns.length, toRows(store)], [1, []]);
});

test('the default limits hold when none are given', async () => {
  const { clock, store, log, metrics } = setUp();
  const writer = new WriteBehind({ store, clock, log, metrics });

  writer.putConnection(connection('a'));
  await writer.flushed();

  assert.equal(store.connections.size, 1);
});

test('while a row is under way only its latest change waits', async () => {
  const { store, writer } = setUp();
  await store.createSession(session(1));
  store.hold();
  for (let version = 2; version <= 50; version += 1) writer.putSession(session(version));
  assert.equal(writer.pending, 2);
  store.release();
  await writer.flushed();

  assert.deepEqual(
    store.writes.map(({ version }) => version),
    [1, 2, 50],
  );
});

test('the order of one row is kept: a connection that came and went is gone', async () => {
  const { store, writer } = setUp();
  store.hold();
  writer.putConnection(connection('a'));
  writer.deleteConnection('a');
  store.release();
  await writer.flushed();

  assert.deepEqual(
    store.writes.map(({ operation }) => operation),
    ['putConnection', 'deleteConnection'],
  );
  assert.equal(store.connections.size, 0);
});

test('no more rows are written at a time than allowed', async () => {
  const { store, writer } = setUp({ concurrency: 2 });
  store.hold();
  for (const row of ['a', 'b', 'c', 'd']) writer.putConnection(connection(row));
  await settled();
  assert.equal(store.attempts, 2);
  store.release();
  await writer.flushed();

  assert.deepEqual(toRows(store), ['a', 'b', 'c', 'd']);
});

test('what cannot be written is tried again after 100 ms, doubling to 2 s, and said once', async () => {
  const { clock, store, log, metrics, writer } = setUp();
  store.fails = () => true;
  writer.putConnection(connection('a'));
  const attemptsAfter: number[] = [];
  for (const ms of [0, 99, 1, 200, 400, 800, 1_600, 2_000, 2_000]) {
    await clock.advance(ms);
    attemptsAfter.push(store.attempts);
  }

  assert.deepEqual(attemptsAfter, [1, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(writer.isBehind, true);
  assert.deepEqual(
    log.lines.map(({ level, metadata }) => [level, metadata.operation, metadata.error]),
    [['error', 'putConnection', 'TypeError']],
  );
  assert.equal(metrics.total('DynamoDBErrors', { operation: 'putConnection' }), 8);

  store.fails = () => false;
  await clock.advance(2_000);
  assert.equal(writer.isBehind, false);
  assert.equal(store.connections.size, 1);
  assert.equal(clock.pending, 0);
});

test('a failure that is no Error is named unknown', async () => {
  const { clock, store, log, writer } = setUp();
  store.deleteConnection = () => Promise.reject('a string');
  writer.deleteConnection('a');
  await clock.advance(0);

  assert.equal(log.lines[0]?.metadata.error, 'unknown');
  writer.stop();
});

test('after an outage every row has its latest change, and its own order', async () => {
  const { clock, store, writer } = setUp({ concurrency: 1 });
  await store.createSession(session(1));
  store.writes.length = 0;
  store.fails = () => true;
  writer.putSession(session(2));
  writer.putConnection(connection('a', 'es'));
  await clock.advance(1_000);
  writer.putSession(session(3));
  writer.putConnection(connection('a', 'ca'));
  writer.putConnection(connection('b'));
  writer.deleteConnection('b');
  store.fails = () => false;
  let isFlushed = false;
  void writer.flushed().then(() => {
    isFlushed = true;
  });
  assert.equal(store.attempts > 1, true);
  await clock.advance(2_000);

  assert.equal(isFlushed, true);
  assert.equal(store.sessions.get(FACTS.sessionId)?.version, 3);
  assert.deepEqual([...store.connections.values()], [connection('a', 'ca')]);
  assert.equal(toRows(store).length, 3);
});

test('a newer change of a row that failed takes its place', async () => {
  const { clock, store, writer } = setUp();
  store.fails = () => true;
  store.hold();
  writer.putConnection(connection('a', 'es'));
  writer.putConnection(connection('a', 'ca'));
  store.release();
  await clock.advance(0);
  store.fails = () => false;
  await clock.advance(100);

  assert.deepEqual(
    store.writes.map(({ row }) => row),
    ['a'],
  );
  assert.equal(store.connections.get('a')?.targetLanguage, 'ca');
});

test('a row that fails does not hold up those under way with it', async () => {
  const { clock, store, writer } = setUp();
  store.fails = (_, row) => row === 'bad';
  writer.putConnection(connection('bad'));
  writer.putConnection(connection('good'));
  await clock.advance(0);

  assert.deepEqual(toRows(store), ['good']);
  writer.stop();
});

test('over the bound the oldest row is given up and counted; one that waits already needs no room', async () => {
  const { clock, store, metrics, writer } = setUp({ maxRows: 2, concurrency: 1 });
  store.hold();
  for (const row of ['under way', 'a', 'b']) writer.putConnection(connection(row));
  writer.putConnection(connection('a', 'ca'));
  assert.equal(metrics.total('DynamoDBErrors', { why: 'overflow' }), 0);
  writer.putConnection(connection('c'));
  assert.equal(writer.pending, 3);
  store.release();
  await clock.advance(0);

  assert.deepEqual(toRows(store), ['under way', 'b', 'c']);
  assert.equal(metrics.total('DynamoDBErrors', { operation: 'putConnection', why: 'overflow' }), 1);
});

test('a stopped writer tries nothing again, and leaves no timer', async () => {
  for (const stopsWhile of ['under way', 'backing off']) {
    const { clock, store, writer } = setUp();
    store.fails = () => true;
    if (stopsWhile === 'under way') store.hold();
    writer.putConnection(connection('a'));
    await clock.advance(0);

    writer.stop();
    store.release();
    await clock.advance(10_000);

    assert.equal(store.attempts, 1);
    assert.equal(clock.pending, 0);
  }
});

test('rows that fail together are tried again together, after one pause', async () => {
  const { clock, store, log, writer } = setUp();
  store.fails = () => true;
  writer.putConnection(connection('a'));
  writer.putConnection(connection('b'));
  await clock.advance(0);
  assert.deepEqual([store.attempts, clock.pending, log.lines.length], [2, 1, 1]);
  store.fails = () => false;
  await clock.advance(100);

  assert.deepEqual(toRows(store), ['a', 'b']);
});

test('a write that trying again cannot help is given up and counted, and holds nobody up', async () => {
  const { clock, store, log, metrics } = setUp();
  const isPermanent = (error: unknown) => error instanceof TypeError;
  const writer = new WriteBehind({ store, clock, log, metrics, isPermanent });
  store.fails = (_, row) => row === 'bad';
  writer.putConnection(connection('bad'));
  writer.putConnection(connection('good'));
  await writer.flushed();

  assert.deepEqual(toRows(store), ['good']);
  assert.deepEqual([store.attempts, writer.isBehind, clock.pending], [2, false, 0]);
  assert.equal(metrics.total('DynamoDBErrors', { operation: 'putConnection' }), 1);
});

test('while the table is away one write at a time finds out; the others wait, none is lost, and each row keeps its order', async () => {
  const { clock, store, writer } = setUp();
  await store.createSession(session(1));
  store.writes.length = 0;
  store.fails = () => true;
  writer.putConnection(connection('first'));
  await clock.advance(0);
  for (const row of ['a', 'b', 'c']) writer.putConnection(connection(row));
  writer.putSession(session(2));
  writer.putSession(session(3));
  const before = store.attempts;
  await clock.advance(100);
  assert.equal(store.attempts, before + 1);

  store.fails = () => false;
  writer.deleteConnection('b');
  await clock.advance(2_000);

  assert.deepEqual(toRows(store).sort(), ['a', 'b', FACTS.sessionId, 'c', 'first'].sort());
  assert.deepEqual([...store.connections.keys()].sort(), ['a', 'c', 'first']);
  assert.equal(store.sessions.get(FACTS.sessionId)?.version, 3);
  assert.deepEqual([writer.pending, writer.isBehind, clock.pending], [0, false, 0]);
});

const { everyMs, burst } = RECORD_WRITER_LIMITS.throttle;

/** A session whose row has just been written so often that it rests. */
async function restingRow() {
  const parts = setUp();
  await parts.store.createSession(session(1));
  for (let version = 2; version <= burst + 2; version += 1) {
    parts.writer.putSession(session(version));
    await parts.clock.advance(0);
  }
  assert.equal(parts.store.sessions.get(FACTS.sessionId)?.listenerCount, burst + 2);
  return parts;
}

test('a session’s row that changes all the time is written once a second, its latest change in the end', async () => {
  const { clock, store, writer } = await restingRow();
  const before = toRows(store).length;

  for (let version = 101; version <= 120; version += 1) {
    writer.putSession(session(version));
    await clock.advance(everyMs / 10);
  }
  await clock.advance(everyMs);

  assert.equal(toRows(store).length - before, 2);
  assert.equal(store.sessions.get(FACTS.sessionId)?.listenerCount, 120);
  assert.equal(writer.pending, 0);
  assert.equal(clock.pending, 0);
});

test('what a row has changed to while it rests is written at once for whoever waits, and is pending until then', async () => {
  const { store, writer } = await restingRow();
  writer.putSession(session(103));
  writer.putSession(session(104));
  assert.equal(writer.pending, 1);

  await writer.flushed();

  assert.equal(store.sessions.get(FACTS.sessionId)?.listenerCount, 104);
  assert.equal(writer.pending, 0);
});

test('a change that came while its row was under way rests too', async () => {
  const { clock, store, writer } = await restingRow();
  writer.putSession(session(101));
  await clock.advance(everyMs - 1);
  store.hold();
  await clock.advance(1);
  writer.putSession(session(102));
  store.release();
  await clock.advance(0);

  assert.equal(store.sessions.get(FACTS.sessionId)?.listenerCount, 101);
  assert.equal(writer.pending, 1);
  await clock.advance(everyMs);
  assert.equal(store.sessions.get(FACTS.sessionId)?.listenerCount, 102);
});

test('the end of a session is written at once, in the place of what rested', async () => {
  const { clock, store, writer } = await restingRow();
  writer.putSession(session(101));

  writer.putSession({ ...session(102), isActive: false });
  await clock.advance(0);

  assert.equal(store.sessions.get(FACTS.sessionId)?.isActive, false);
  assert.equal(writer.pending, 0);
});

test('a stopped writer forgets what rested, and leaves no timer', async () => {
  const { clock, writer } = await restingRow();
  writer.putSession(session(101));

  writer.stop();

  assert.equal(writer.pending, 0);
  assert.equal(clock.pending, 0);
});

test('when the table is known to be back, what waits is written without waiting out the pause', async () => {
  const { store, writer } = setUp();
  store.fails = () => true;
  writer.putConnection(connection('a'));
  await settled();
  assert.equal(writer.isBehind, true);
  store.fails = () => false;

  writer.tableReturned();
  await writer.flushed();

  assert.deepEqual([[...store.connections.keys()], writer.isBehind], [['a'], false]);
});
