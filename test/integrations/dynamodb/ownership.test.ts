import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SessionRecord } from '../../../src/actors/ports/records.ts';
import { type RowHolder, WriteBehind } from '../../../src/actors/records/write-behind.ts';
import { systemClock } from '../../../src/integrations/clock.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { connection, session, startStore } from './store-fixture.ts';

const ID = 'golden-eagle-427';
const OURS = 'node-a';
const THEIRS = 'node-b';

async function setUp(t: TestContext) {
  const { store, putRow, row } = await startStore(t);
  const metrics = new CountingMetrics();
  const writer = new WriteBehind({ store, clock: systemClock, log: new RecordingLog(), metrics });
  t.after(() => writer.stop());
  const told: string[] = [];
  let isSuperseded = false;
  const holder: RowHolder = {
    get isSuperseded() {
      return isSuperseded;
    },
    recreated() {
      told.push('recreated');
      writer.putConnection(connection(), holder);
    },
    superseded() {
      isSuperseded = true;
      told.push('superseded');
    },
  };
  return { store, putRow, row, metrics, writer, holder, told };
}

function owned(ownerNode: string, changes: Partial<SessionRecord> = {}): SessionRecord {
  return session({ ownerNode, ...changes });
}

test('a higher epoch overwrites a lower one whatever the versions, and a lower epoch overwrites nothing', async (t) => {
  const { store } = await startStore(t);
  await store.createSession(owned(OURS, { epoch: 0, version: 90 }));

  const newOwner = await store.putSession(owned(THEIRS, { epoch: 1, version: 2 }));
  const oldOwner = await store.putSession(owned(OURS, { epoch: 0, version: 91 }));

  assert.deepEqual([newOwner, oldOwner], [true, false]);
  assert.deepEqual(await store.getSession(ID), owned(THEIRS, { epoch: 1, version: 2 }));
});

test('within an epoch only its owner writes', async (t) => {
  const { store } = await startStore(t);
  await store.createSession(owned(OURS, { version: 1 }));

  const others = await store.putSession(owned(THEIRS, { version: 2 }));
  const own = await store.putSession(owned(OURS, { version: 2 }));

  assert.deepEqual([others, own], [false, true]);
});

test('a claim is carried out only on the row that was seen: one of many claims wins', async (t) => {
  const { store } = await startStore(t);
  const seen = owned(OURS, { epoch: 3, version: 7 });
  await store.createSession(seen);
  const claimOf = (n: number) => owned(`node-${n}`, { epoch: 4, version: 8 });

  const outcomes = await Promise.all([1, 2, 3, 4, 5].map((n) => store.claimSession(claimOf(n), seen)));

  assert.equal(outcomes.filter(Boolean).length, 1);
  assert.deepEqual(await store.getSession(ID), claimOf(outcomes.indexOf(true) + 1));
});

test('a claim is refused when the row was written since, has another owner, or is gone', async (t) => {
  const { store } = await startStore(t);
  const seen = owned(OURS, { epoch: 3, version: 7 });
  const claim = owned(THEIRS, { epoch: 4, version: 9 });

  const ofNothing = await store.claimSession(claim, seen);
  await store.createSession(owned(OURS, { epoch: 3, version: 8, isActive: false }));
  const ofAnEnded = await store.claimSession(claim, seen);
  const ofAnothers = await store.claimSession(claim, owned('node-c', { epoch: 3, version: 8 }));
  const ofNobodys = await store.claimSession(claim, session({ epoch: 3, version: 8 }));

  assert.deepEqual([ofNothing, ofAnEnded, ofAnothers, ofNobodys], [false, false, false, false]);
  assert.equal((await store.getSession(ID))?.isActive, false);
});

test('a row of the system before this one, without epoch, version and owner, can be claimed and then belongs to the claimer', async (t) => {
  const { store, putRow } = await setUp(t);
  const { epoch: _, version: __, ...old } = session();
  await putRow('Sessions', old);
  const seen = await store.getSession(ID);
  assert.ok(seen);

  const claimed = await store.claimSession(owned(OURS, { epoch: 1, version: 1 }), seen);
  const others = await store.putSession(owned(THEIRS, { epoch: 1, version: 2 }));

  assert.deepEqual([claimed, others], [true, false]);
});

for (const [what, row] of [
  ['of a higher epoch', owned(THEIRS, { epoch: 1, version: 2 })],
  ['of the same epoch and another owner', owned(THEIRS, { epoch: 0, version: 2 })],
] as const) {
  test(`a refused write finds a row ${what}: the holder is told, and neither the row nor a connection’s is touched`, async (t) => {
    const { store, writer, holder, told } = await setUp(t);
    await store.createSession(row);
    await store.putConnection(connection());

    writer.putSession(owned(OURS, { epoch: 0, version: 50 }), holder);
    await writer.flushed();
    writer.putSession(owned(OURS, { epoch: 0, version: 51 }), holder);
    writer.deleteConnection('c-2', holder);
    await writer.flushed();

    assert.deepEqual(told, ['superseded']);
    assert.deepEqual(await store.getSession(ID), row);
    assert.deepEqual(await store.listConnections(ID), [connection()]);
  });
}

test('a refused write finds no row: it is written as a new one, the session’s connections after it', async (t) => {
  const { store, writer, holder, told, metrics } = await setUp(t);

  writer.putSession(owned(OURS, { version: 9 }), holder);
  await writer.flushed();

  assert.deepEqual(told, ['recreated']);
  assert.deepEqual(await store.getSession(ID), owned(OURS, { version: 9 }));
  assert.deepEqual(await store.listConnections(ID), [connection()]);
  assert.equal(metrics.total('RecordsRecreated'), 1);
});

test('a refused write finds a later one of its own: it stands, and nobody is told', async (t) => {
  const { store, writer, holder, told } = await setUp(t);
  await store.createSession(owned(OURS, { version: 10 }));

  writer.putSession(owned(OURS, { version: 9 }), holder);
  await writer.flushed();

  assert.deepEqual([told, (await store.getSession(ID))?.version], [[], 10]);
});
