import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSessions } from '../../../src/actors/session/sessions.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { connectionClosed, listen } from '../../support/actors/seats.ts';
import { made, refused, setUpSessions as setUp } from '../../support/actors/sessions-bench.ts';
import { stampedPcm } from '../../support/actors/stamped-pcm.ts';

test('a session is made with its row, and found while it lives', async () => {
  const { bench, sessions, create } = setUp();

  const session = made(await create('ada'));

  const { sessionId } = session.info;
  assert.equal(made(sessions.host.find(sessionId)), session);
  assert.equal(sessions.host.count, 1);
  assert.deepEqual(bench.store.sessions.get(sessionId), {
    sessionId,
    speakerUserId: 'ada',
    sourceLanguage: 'en',
    qualityTier: 'premium',
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
    expiresAt: 1_700_007_200,
    epoch: 0,
    isActive: true,
    broadcastState: { isActive: true, isPaused: false, isMuted: false, volume: 1, lastStateChange: 1_700_000_000 },
    listenerCount: 0,
    version: 1,
    ownerNode: 'node-a',
  });
});

test('a user whose speaker is present gets no second session, but is told which one is there', async () => {
  const { create, connect, sessions } = setUp();
  const first = made(await create('ada'));
  first.speaker.attach(connect('speaker-1', first));

  assert.deepEqual(refused(await create('ada')), {
    code: 'SESSION_EXISTS',
    details: { sessionId: first.info.sessionId },
  });
  made(await create('bea'));
  assert.equal(sessions.host.count, 2);
});

test('a session whose speaker is away, or never came, is ended by the next one of its user', async () => {
  for (const cameOnce of [true, false]) {
    const { create, connect, sessions } = setUp();
    const first = made(await create('ada'));
    if (cameOnce) {
      const speaker = connect('speaker-1', first);
      first.speaker.attach(speaker);
      speaker.close('idle');
    }
    const listener = connect('listener-1', first);
    listen(sessions.host, first, listener, 'es');

    const second = made(await create('ada'));

    assert.deepEqual(listener.of('sessionEnded')[0]?.reason, 'ended');
    assert.deepEqual(refused(sessions.host.find(first.info.sessionId)).details, { reason: 'ended' });
    assert.deepEqual(sessions.host.sessions(), [second]);
    second.speaker.attach(connect('speaker-2', second));
    assert.equal(refused(await create('ada')).code, 'SESSION_EXISTS');
  }
});

test('a user whose session is over makes another', async () => {
  const { create, connect } = setUp();
  const first = made(await create('ada'));
  first.speaker.attach(connect('speaker-1', first));
  first.end('ended');

  assert.notEqual(made(await create('ada')), first);
});

test('of two creations by one user at a time the first counts, and the other is told which session it is', async () => {
  const { create, sessions } = setUp();

  const [first, second, other] = await Promise.all([create('ada'), create('ada'), create('bea')]);

  const { sessionId } = made(first).info;
  assert.deepEqual(refused(second), { code: 'SESSION_EXISTS', details: { sessionId } });
  made(other);
  assert.equal(sessions.host.count, 2);
});

test('a creation that fails fails for all who waited for it, and is not remembered', async () => {
  const { bench, create } = setUp();
  bench.store.fails = () => true;
  const [first, second] = await Promise.all([create('ada'), create('ada')]);
  assert.deepEqual([refused(first).code, refused(second).code], ['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);

  bench.store.fails = () => false;

  made(await create('ada'));
});

test('an id that is taken, in the table or here, is drawn again', async () => {
  const { bench, create } = setUp();
  const { sessionId } = made(await create('ada')).info;
  const row = bench.store.sessions.get(sessionId);
  assert.ok(row);
  bench.store.sessions.set('taken-elsewhere-001', { ...row, sessionId: 'taken-elsewhere-001' });
  bench.identifiers.dealt.push(sessionId, 'taken-elsewhere-001', 'free-at-last');

  assert.equal(made(await create('bea')).info.sessionId, 'free-at-last');
  assert.deepEqual(bench.store.sessions.get('taken-elsewhere-001')?.speakerUserId, 'ada');
});

test('when no id is free in eight draws, or the table is away, nothing is made and the trouble is named and counted', async () => {
  const { bench, sessions, create } = setUp();
  made(await create('ada'));
  const [taken] = sessions.host.sessions();
  bench.identifiers.dealt.push(...Array.from({ length: 8 }, () => taken?.info.sessionId ?? ''));
  assert.deepEqual(refused(await create('bea')), { code: 'SERVICE_UNAVAILABLE', details: { service: 'DynamoDB' } });
  bench.store.fails = (operation) => operation === 'createSession';
  assert.deepEqual(refused(await create('bea')), { code: 'SERVICE_UNAVAILABLE', details: { service: 'DynamoDB' } });

  assert.equal(sessions.host.count, 1);
  assert.equal(bench.metrics.total('DynamoDBErrors', { operation: 'createSession' }), 2);
  assert.equal(bench.log.lines.filter(({ level }) => level === 'error').length, 2);
});

test('a session nobody knows is unknown, one that has ended or is ending is ended', async () => {
  const { bench, sessions, create } = setUp();
  assert.deepEqual(refused(sessions.host.find('no-such-001')), {
    code: 'SESSION_NOT_FOUND',
    details: { reason: 'unknown' },
  });
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  };
  const session = made(await create('ada'));
  const { sessionId } = session.info;
  session.gate.offer(stampedPcm(0, 1_600), bench.clock.now());
  session.end('ended');
  assert.equal(sessions.host.count, 1);
  assert.deepEqual(refused(sessions.host.find(sessionId)).details, { reason: 'ended' });
  await bench.clock.advance(5_000);

  assert.equal(sessions.host.count, 0);
  assert.deepEqual(refused(sessions.host.find(sessionId)).details, { reason: 'ended' });
});

test('a session that crashes takes nobody with it', async () => {
  const { bench, sessions, create, connect } = setUp();
  const doomed = made(await create('ada'));
  const other = made(await create('bea'));
  for (const [at, session] of [doomed, other].entries()) {
    session.speaker.attach(connect(`speaker-${at}`, session));
    session.gate.offer(stampedPcm(0, 1_600), bench.clock.now());
  }
  await settled();
  bench.audience.onPublish = (topic) => {
    if (topic.includes(doomed.info.sessionId)) throw new Error('a bug');
  };

  connectionClosed(sessions.host, doomed, 'speaker-0');

  assert.deepEqual(sessions.host.sessions(), [other]);
  assert.equal(bench.transcription.openCount, 1);
  assert.equal(other.gate.offer(stampedPcm(1_600, 1_600), bench.clock.now()), undefined);
  assert.deepEqual(refused(sessions.host.find(doomed.info.sessionId)).details, { reason: 'ended' });
  assert.equal(made(await create('ada')).isLive, true);
});

test('with nobody there, suspending all is done at once', async () => {
  await setUp().sessions.host.suspendAll(1_000);
});

test('a session that was being made when all were suspended is not begun, and its row waits to be taken up', async () => {
  const { bench, sessions, create } = setUp();
  const creating = create('ada');
  await sessions.host.suspendAll(1_000);

  const { code, details } = refused(await creating);

  assert.deepEqual([code, details, sessions.host.count], ['SERVICE_UNAVAILABLE', { service: 'draining' }, 0]);
  assert.deepEqual(
    [...bench.store.sessions.values()].map(({ isActive }) => isActive),
    [true],
  );
});

test('a session that was being rebuilt when all were suspended is not begun, and can be taken up again', async () => {
  const { bench, sessions, create } = setUp();
  const { sessionId } = made(await create('ada')).info;
  await sessions.host.suspendAll(1_000);
  const afresh = () => createSessions({ ports: bench.ports, store: bench.store });
  const restarted = afresh();
  const resuming = restarted.finder.findOrResume(sessionId);
  await restarted.host.suspendAll(1_000);

  assert.equal(refused(await resuming).code, 'SERVICE_UNAVAILABLE');
  assert.equal(restarted.host.count, 0);
  assert.equal(made(await afresh().finder.findOrResume(sessionId)).info.epoch, 2);
});

test('suspending all waits until what was said has been forwarded', async () => {
  const { bench, sessions, create, connect } = setUp();
  bench.transcription.script = (stream) => {
    stream.opened();
    stream.onEndFrame = () => {};
  };
  const session = made(await create('ada'));
  const speaker = connect('speaker-1', session);
  session.speaker.attach(speaker);
  const idle = made(await create('bea'));
  listen(sessions.host, session, connect('listener-1', session), 'es');
  session.gate.offer(stampedPcm(0, 16_000), bench.clock.now());
  let isDone = false;
  void sessions.host.suspendAll(1_000).then(() => {
    isDone = true;
  });
  await bench.clock.advance(1_000);
  assert.deepEqual([isDone, idle.isLive, sessions.host.count], [false, false, 1]);

  bench.transcription.last.hear(result('final', 0, 900));
  bench.transcription.last.endClean();
  await bench.clock.advance(3_000);

  assert.equal(isDone, true);
  assert.equal(bench.translation.finals.length, 1);
  assert.equal(speaker.closedWith, 'goingAway');
});
