import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReliableStore, STORE_CALLS } from '../../../src/actors/records/reliable-store.ts';
import { isPermanent, StoreError, toStoreFailure, toStoreRefusal } from '../../../src/actors/records/store-error.ts';
import type { CallFailure } from '../../../src/machines/failures.ts';
import { circuitBench, fail } from '../../support/actors/circuit-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { MemoryStore } from '../../support/actors/memory-store.ts';
import { countStartedActors } from '../../support/actors/started-actors.ts';

class Refused extends Error {}

const AWAY: CallFailure = { failure: 'network', detail: 'No connection.', retryable: true, verdict: 'failed' };
const WRONG: CallFailure = { failure: 'validation', detail: 'Refused.', retryable: false, verdict: 'answered' };

function setUp() {
  const bench = circuitBench();
  const memory = new MemoryStore();
  const store = new ReliableStore({
    store: memory,
    circuit: bench.circuit,
    clock: bench.clock,
    random: () => 0,
    limits: { ...STORE_CALLS, attempts: 3, baseMs: 100, capMs: 2_000 },
    classify: (error) => (error instanceof Refused ? WRONG : AWAY),
  });
  return { ...bench, memory, store };
}

/** What a call comes to, as a value. */
const fateOf = (call: Promise<unknown>) => call.then(undefined, (error: unknown) => error);
const CONNECTION = { connectionId: 'a', sessionId: 's', role: 'speaker', connectedAt: 0 } as const;
const ROW = { ...CONNECTION, lastActivityTime: 0, ttl: 0 };

test('every operation goes through, and comes back with what the table says', async () => {
  const { memory, store } = setUp();
  const row = {
    ...{ sessionId: 's', isActive: true, speakerUserId: 'ada', sourceLanguage: 'en', qualityTier: 'standard' as const },
    ...{ createdAt: 0, updatedAt: 0, listenerCount: 0, expiresAt: 0, epoch: 0, version: 1 },
    broadcastState: { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 0 },
  };

  assert.deepEqual([await store.createSession(row), await store.createSession(row)], [true, false]);
  assert.equal(await store.putSession({ ...row, version: 2 }), true);
  assert.equal((await store.getSession('s'))?.version, 2);
  const claimed = { ...row, epoch: 1, version: 3, ownerNode: 'node-b' };
  const seen = { ...row, version: 2 };
  assert.deepEqual([await store.claimSession(claimed, seen), await store.claimSession(claimed, seen)], [true, false]);
  await store.putConnection(ROW);
  await store.putConnection({ ...ROW, connectionId: 'l', role: 'listener' });
  assert.deepEqual(
    (await store.listConnections('s')).map(({ connectionId }) => connectionId),
    ['l'],
  );
  await store.deleteConnection('a');
  await store.ping();

  assert.deepEqual([...memory.connections.keys()], ['l']);
});

test('a table that is away for a moment is tried again, and nobody notices', async () => {
  const { clock, circuit, memory, store } = setUp();
  memory.fails = () => memory.attempts < 3;

  const write = store.putConnection(ROW);
  await clock.advance(300);
  await write;

  assert.equal(memory.attempts, 3);
  assert.equal(memory.connections.size, 1);
  assert.equal(circuit.state, 'closed');
  assert.equal(clock.pending, 0);
});

test('after three attempts the call is given up: the service and the cause are named', async () => {
  const { clock, memory, store } = setUp();
  memory.fails = () => true;

  const fate = fateOf(store.getSession('s'));
  await clock.advance(300);
  const error = await fate;

  assert.equal(memory.attempts, 3);
  assert.ok(error instanceof StoreError && error.cause instanceof TypeError);
  assert.equal(error.message, 'DynamoDB: No connection.');
  assert.equal(isPermanent(error), false);
  assert.deepEqual(toStoreFailure(error), { failure: 'network' });
  const { code, details, message } = toStoreRefusal(error);
  assert.deepEqual([code, details], ['SERVICE_UNAVAILABLE', { service: 'DynamoDB' }]);
  assert.match(message, /DynamoDB/);
});

test('a permanent failure is not tried again, and opens no circuit', async () => {
  const { circuit, memory, store } = setUp();
  memory.deleteConnection = () => {
    memory.attempts += 1;
    return Promise.reject(new Refused());
  };

  for (let call = 0; call < 10; call += 1) {
    const error = await fateOf(store.deleteConnection('a'));
    assert.equal(isPermanent(error), true);
    assert.equal(toStoreRefusal(error).code, 'SERVICE_UNAVAILABLE');
  }

  assert.equal(memory.attempts, 10);
  assert.equal(circuit.state, 'closed');
});

test('a table that does not answer is TIMEOUT, with the service named', async () => {
  const { clock, memory, store } = setUp();
  memory.hold();

  const fate = fateOf(store.getSession('s'));
  await clock.advance(3 * STORE_CALLS.timeoutMs + 300);
  const { code, details, message } = toStoreRefusal(await fate);

  assert.equal(memory.attempts, 3);
  assert.deepEqual([code, details], ['TIMEOUT', { service: 'DynamoDB' }]);
  assert.match(message, /^DynamoDB/);
  assert.equal(clock.pending, 0);
});

test('five failed operations open the circuit: the next is refused at once, and not even tried', async () => {
  const { clock, circuit, memory, metrics, store } = setUp();
  memory.fails = () => true;
  const fates = Array.from({ length: 5 }, () => fateOf(store.getSession('s')));
  await clock.advance(300);
  await Promise.all(fates);
  assert.equal(circuit.state, 'open');

  const error = await fateOf(store.getSession('s'));

  assert.equal(memory.attempts, 15);
  assert.ok(error instanceof StoreError);
  assert.deepEqual([error.failure, isPermanent(error)], ['circuitOpen', false]);
  assert.equal(toStoreRefusal(error).code, 'SERVICE_UNAVAILABLE');
  assert.equal(metrics.total('CircuitRejections', { service: 'DynamoDB' }), 1);
  circuit.stop();
});

test('the first call after its time is the probe; when it succeeds all go through again', async () => {
  const { clock, circuit, memory, store } = setUp();
  fail(circuit, 5);
  await clock.advance(5_000);
  memory.hold();
  const probe = store.ping();
  const read = fateOf(store.getSession('s'));
  assert.ok((await read) instanceof StoreError, 'one at a time');
  memory.release();
  await probe;
  await settled();

  assert.equal(circuit.state, 'closed');
  assert.equal(await store.getSession('s'), undefined);
});

test('an error that is not of the store is named by its kind, and is no reason to give a write up', () => {
  const error = new TypeError('marker');

  assert.equal(toStoreRefusal(error).code, 'SERVICE_UNAVAILABLE');
  assert.equal(toStoreFailure(error).error, 'TypeError');
  assert.equal(isPermanent(error), false);
});

test('a table that is missing is told to whoever can make it again, and is worth waiting for only then', async () => {
  const { memory } = setUp();
  const bench = circuitBench();
  let told = 0;
  const store = new ReliableStore({
    ...{ store: memory, circuit: bench.circuit, clock: bench.clock, random: () => 0 },
    limits: { ...STORE_CALLS, attempts: 3, baseMs: 100, capMs: 2_000 },
    classify: () => ({ failure: 'notFound', detail: 'No table.', retryable: false, verdict: 'answered' }),
    onMissingTable: () => {
      told += 1;
    },
  });
  memory.fails = () => true;

  const error = await fateOf(store.putConnection(ROW));

  assert.equal(told, 1);
  assert.deepEqual([isPermanent(error), isPermanent(error, true)], [true, false]);
  assert.equal(bench.circuit.state, 'closed', 'the service itself has answered');
});

test('operations that the table answers at once start no actor', async (t) => {
  const { store } = setUp();
  const actors = countStartedActors(t);

  for (let n = 0; n < 50; n += 1) await store.putConnection(ROW);

  assert.equal(actors.started, 0);
});
