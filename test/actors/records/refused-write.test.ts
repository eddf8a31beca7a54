import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionRecord } from '../../../src/actors/ports/records.ts';
import { meaningOfRefusal } from '../../../src/actors/records/refused-write.ts';
import { toSessionRecord } from '../../../src/actors/records/session-records.ts';
import { type RowHolder, WriteBehind } from '../../../src/actors/records/write-behind.ts';
import { FACTS } from '../../support/actors/actor-bench.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { MemoryStore } from '../../support/actors/memory-store.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

class RecordingHolder implements RowHolder {
  isSuperseded = false;
  /** What it was told, in order. */
  readonly told: string[] = [];

  recreated(): void {
    this.told.push('recreated');
  }

  superseded(): void {
    this.isSuperseded = true;
    this.told.push('superseded');
  }
}

function setUp() {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const metrics = new CountingMetrics();
  const writer = new WriteBehind({ store, clock, log: new RecordingLog(), metrics });
  return { clock, store, metrics, writer, holder: new RecordingHolder() };
}

function session(version: number, { epoch = 0, ownerNode = 'node-a', isActive = true } = {}): SessionRecord {
  const broadcastState = { isActive, isPaused: false, isMuted: false, volume: 1, lastStateChange: 0 };
  const now = { isActive, broadcastState, listenerCount: version, speakerConnectionId: undefined };
  return toSessionRecord({ ...FACTS, epoch }, now, { version, ownerNode, atMs: 0 });
}

function connection(connectionId: string) {
  const times = { connectedAt: 0, lastActivityTime: 0, ttl: 0 };
  return { connectionId, sessionId: FACTS.sessionId, role: 'listener', targetLanguage: 'es', ...times } as const;
}

test('a refusal is told from the row: gone, another owner’s, one’s own, or changed meanwhile', () => {
  const { ownerNode: _, ...ownerless } = session(5);
  const written = session(5, { epoch: 2 });
  const cases: [SessionRecord | undefined, ReturnType<typeof meaningOfRefusal>][] = [
    [undefined, 'gone'],
    [session(1, { epoch: 3 }), 'superseded'],
    [session(9, { epoch: 3, ownerNode: 'node-b' }), 'superseded'],
    [session(1, { epoch: 2, ownerNode: 'node-b' }), 'superseded'],
    [session(5, { epoch: 2 }), 'ownWrite'],
    [session(6, { epoch: 2 }), 'ownWrite'],
    [{ ...ownerless, epoch: 2 }, 'ownWrite'],
    [session(4, { epoch: 2 }), 'writable'],
    [session(9, { epoch: 1, ownerNode: 'node-b' }), 'writable'],
  ];

  for (const [row, meaning] of cases) assert.equal(meaningOfRefusal(written, row), meaning, JSON.stringify(row));
});

test('a session’s row that is gone is written as a new one, counted, and its holder is told once', async () => {
  const { store, writer, metrics, holder } = setUp();

  writer.putSession(session(7), holder);
  await writer.flushed();

  assert.equal(store.sessions.get(FACTS.sessionId)?.version, 7);
  assert.equal(metrics.total('RecordsRecreated'), 1);
  writer.putSession(session(8), holder);
  await writer.flushed();
  assert.deepEqual([store.sessions.get(FACTS.sessionId)?.version, holder.told], [8, ['recreated']]);
});

test('an earlier write of one’s own is left as it is: the row has the later one', async () => {
  const { store, writer, metrics, holder } = setUp();
  await store.createSession(session(9));

  writer.putSession(session(7), holder);
  await writer.flushed();

  assert.equal(store.sessions.get(FACTS.sessionId)?.version, 9);
  assert.deepEqual([metrics.total('RecordsRecreated'), holder.told], [0, []]);
});

for (const [what, row] of [
  ['of a higher epoch', session(1, { epoch: 1, ownerNode: 'node-b' })],
  ['of the same epoch and another owner', session(1, { ownerNode: 'node-b' })],
] as const) {
  test(`a row ${what} supersedes the session: nothing that waited for it is written, others’ rows are`, async () => {
    const { store, writer, holder } = setUp();
    await store.createSession(row);
    store.hold();

    writer.putSession(session(7), holder);
    writer.putSession(session(8), holder);
    store.release();
    await writer.flushed();
    const writesBefore = store.writes.length;
    writer.putConnection(connection('late'), holder);
    writer.deleteConnection('early', holder);
    writer.putConnection(connection('others'), new RecordingHolder());
    await writer.flushed();

    assert.deepEqual(holder.told, ['superseded']);
    assert.deepEqual(store.sessions.get(FACTS.sessionId), row);
    assert.deepEqual(
      store.writes.slice(writesBefore).map((write) => write.row),
      ['others'],
    );
  });
}

test('the end of a session changes no row that is gone or another owner’s, and says so of the latter', async () => {
  const theirs = session(1, { epoch: 1, ownerNode: 'node-b' });
  for (const { row, told } of [
    { row: undefined, told: [] },
    { row: theirs, told: ['superseded'] },
  ]) {
    const { store, writer, holder } = setUp();
    if (row) await store.createSession(row);

    writer.putSession(session(3, { isActive: false }), holder);
    await writer.flushed();

    assert.deepEqual([store.sessions.get(FACTS.sessionId), holder.told], [row, told]);
  }
});

test('of two that write a row that is gone, the one that comes second looks again', async () => {
  const { store, writer, metrics, holder } = setUp();
  const others = session(1, { epoch: 1, ownerNode: 'node-b' });
  const create = store.createSession.bind(store);
  store.createSession = async (record) => {
    store.sessions.set(FACTS.sessionId, others);
    return create(record);
  };

  writer.putSession(session(7), holder);
  await writer.flushed();

  assert.deepEqual([store.sessions.get(FACTS.sessionId), holder.told], [others, ['superseded']]);
  assert.equal(metrics.total('RecordsRecreated'), 0);
});

test('a row that changes each time it is read is tried again after a pause, and no row before it', async () => {
  const { clock, store, metrics, writer, holder } = setUp();
  await store.createSession(session(1));
  const put = store.putSession.bind(store);
  store.putSession = async () => false;

  writer.putSession(session(7), holder);
  await clock.advance(0);
  assert.deepEqual([writer.isBehind, metrics.total('DynamoDBErrors', { operation: 'putSession' })], [true, 1]);
  store.putSession = put;
  await clock.advance(100);

  assert.equal(store.sessions.get(FACTS.sessionId)?.version, 7);
  assert.deepEqual([writer.isBehind, holder.told], [false, []]);
});

test('a row that waits for the table and is void meanwhile holds nothing behind', async () => {
  const { clock, store, writer, holder } = setUp();
  store.fails = () => true;
  writer.putConnection(connection('a'), holder);
  await clock.advance(0);
  assert.equal(writer.isBehind, true);

  holder.isSuperseded = true;
  await clock.advance(100);

  assert.deepEqual([writer.isBehind, writer.pending, store.attempts, clock.pending], [false, 0, 1, 0]);
});
