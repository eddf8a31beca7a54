import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../../../src/actors/records/store-error.ts';
import type { Session } from '../../../src/actors/session/session.ts';
import type { Created } from '../../../src/actors/session/session-host.ts';
import { createSessions } from '../../../src/actors/session/sessions.ts';
import { ActorBench } from '../../support/actors/actor-bench.ts';
import { fail } from '../../support/actors/circuit-bench.ts';

function setUp(maxStreams = 25) {
  const bench = new ActorBench({ maxStreams });
  const asked: string[] = [];
  const sessions = createSessions({
    ports: bench.ports,
    store: bench.store,
    refuseCreation: (userId) => {
      asked.push(userId);
      return undefined;
    },
  });
  const create = (userId: string) =>
    sessions.creation.create({ userId, sourceLanguage: 'en', qualityTier: 'standard' });
  return { bench, asked, sessions, create };
}

function made(created: Created): Session {
  assert.ok(created.ok);
  return created.session;
}

function refused(created: Created) {
  assert.ok(!created.ok);
  const { code, details, message } = created.refusal;
  return { code, details, message };
}

test('while Transcribe’s circuit is open no session is made, and the refusal names the service', async () => {
  const { bench, asked, create, sessions } = setUp();
  const first = made(await create('ada'));
  fail(bench.circuits.transcribe, 5);

  const { code, details, message } = refused(await create('ada'));

  assert.deepEqual([code, details], ['TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe' }]);
  assert.match(message, /Transcribe/);
  assert.deepEqual(asked, ['ada'], 'a refused creation is not counted against the user');
  assert.equal(first.isLive, true, 'nothing is ended for a session that cannot be');
  assert.equal(bench.metrics.total('CircuitRejections', { service: 'Transcribe' }), 1);
  await bench.clock.advance(5_000);
  await create('bea');
  assert.equal(sessions.host.count, 2, 'half open it may be tried again');
});

test('while the table’s circuit is open a creation is refused at once, and the table is not asked', async () => {
  const { bench, create } = setUp();
  fail(bench.circuits.dynamodb, 5);

  const { code, details } = refused(await create('ada'));

  assert.deepEqual([code, details], ['SERVICE_UNAVAILABLE', { service: 'DynamoDB' }]);
  assert.equal(bench.store.attempts, 0);
  assert.equal(bench.metrics.total('CircuitRejections', { service: 'DynamoDB' }), 1);
});

test('a table that did not answer in time is TIMEOUT, in the answer and in the log', async () => {
  const { bench, create } = setUp();
  const timeout = { failure: 'timeout', detail: 'No answer.', retryable: true, verdict: 'failed' } as const;
  bench.store.createSession = () => Promise.reject(new StoreError('DynamoDB', timeout));

  const { code, details, message } = refused(await create('ada'));

  assert.deepEqual([code, details], ['TIMEOUT', { service: 'DynamoDB' }]);
  assert.match(message, /DynamoDB/);
  assert.deepEqual(
    bench.log.lines.map(({ metadata }) => [metadata.code, metadata.failure]),
    [['TIMEOUT', 'timeout']],
  );
});

test('a session takes a stream when its speaker first comes and keeps it to its end', async () => {
  const { create, sessions } = setUp(2);
  const [first, second, third] = [
    made(await create('ada')),
    made(await create('bea')),
    made(await create('cleo')),
  ] as const;

  assert.equal(sessions.slots.admit(first), undefined);
  assert.equal(sessions.slots.admit(second), undefined);
  assert.equal(sessions.slots.admit(first), undefined, 'who comes back has its stream still');
  const late = sessions.slots.admit(third);
  assert.deepEqual([late?.code, late?.details], ['TRANSCRIBE_UNAVAILABLE', { service: 'Transcribe', limit: 2 }]);
  assert.match(late?.message ?? '', /streams are in use\. Try again/);
  assert.deepEqual(refused(await create('dora')).details, { service: 'Transcribe', limit: 2 });

  first.end('ended');
  assert.equal(sessions.slots.admit(third), undefined);
  second.end('ended');
  made(await create('dora'));
});

test('a session that is over takes no stream with it', async () => {
  const { create, sessions } = setUp(1);
  const over = made(await create('ada'));
  over.end('ended');

  assert.equal(sessions.slots.admit(over), undefined);

  assert.equal(sessions.slots.admit(made(await create('bea'))), undefined);
});
