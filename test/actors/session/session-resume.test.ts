import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../../src/actors/session/session.ts';
import type { Created } from '../../../src/actors/session/session-host.ts';
import type { SessionSettings } from '../../../src/actors/session/session-settings.ts';
import { createSessions } from '../../../src/actors/session/sessions.ts';
import type { SegmentMode } from '../../../src/protocol/segments.ts';
import { ActorBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { connectionClosed, listen } from '../../support/actors/seats.ts';

/** A server that made a session, and the one after it, over the same tables: nothing else is left of the first. */
async function restart({ segments, now = {} }: { segments?: SegmentMode; now?: Partial<SessionSettings> } = {}) {
  const before = new ActorBench();
  const first = createSessions({ ports: before.ports, store: before.store });
  const session = made(
    await first.creation.create({ userId: 'ada', sourceLanguage: 'en', qualityTier: 'premium', segments }),
  );
  const speaker = before.audience.connect('speaker-before');
  session.speaker.attach(speaker);
  listen(first.host, session, before.audience.connect('listener-before'), 'es');
  session.control({ action: 'setVolume', volumeLevel: 0.4 }, before.clock.now());
  session.control({ action: 'pauseBroadcast' }, before.clock.now());
  await settled();
  const after = new ActorBench(now);
  for (const [id, record] of before.store.sessions) after.store.sessions.set(id, record);
  for (const [id, record] of before.store.connections) after.store.connections.set(id, record);
  const sessions = createSessions({ ports: after.ports, store: after.store });
  const connect = (connectionId: string, to: Session) => {
    const socket = after.audience.connect(connectionId);
    socket.onClose = () => connectionClosed(sessions.host, to, connectionId);
    return socket;
  };
  return { bench: after, sessions, sessionId: session.info.sessionId, state: session.broadcastState, connect };
}

function made(created: Created): Session {
  assert.equal(created.ok, true);
  return (created as Extract<Created, { ok: true }>).session;
}

function refused(created: Created) {
  assert.equal(created.ok, false);
  const { code, details } = (created as Extract<Created, { ok: false }>).refusal;
  return { code, ...details };
}

test('a session is rebuilt from its row: the same information and controls, the epoch one higher', async () => {
  const { bench, sessions, sessionId, state } = await restart();
  const row = bench.store.sessions.get(sessionId);

  const session = made(await sessions.finder.findOrResume(sessionId));

  assert.deepEqual(session.broadcastState, state);
  assert.deepEqual([state.isPaused, state.volume], [true, 0.4]);
  assert.equal(session.info.epoch, 1);
  assert.deepEqual({ ...session.info, epoch: 0 }, { ...session.info, epoch: row?.epoch, userId: 'ada', sessionId });
  const written = bench.store.sessions.get(sessionId);
  assert.deepEqual([written?.epoch, written?.version, written?.listenerCount], [1, (row?.version ?? 0) + 1, 0]);
  assert.ok(bench.store.connections.has('listener-before'), 'the rows of its listeners are as they were');
  assert.equal(made(sessions.host.find(sessionId)), session);
});

test('a mode of segments that was asked for outlives a restart; otherwise the settings of the new process decide', async () => {
  for (const [segments, expected] of [
    ['sentence', 'sentence'],
    ['clause', 'clause'],
    [undefined, 'result'],
  ] as const) {
    const { bench, sessions, sessionId } = await restart({
      ...(segments && { segments }),
      now: { segments: 'result' },
    });

    const { info } = made(await sessions.finder.findOrResume(sessionId));

    assert.equal(info.segments, expected);
    assert.equal(bench.store.sessions.get(sessionId)?.segments, segments, 'the row has what was asked for');
  }
});

test('its speaker has the grace to come back, whoever of its clients came first', async () => {
  const { bench, sessions, sessionId, connect } = await restart();
  const session = made(await sessions.finder.findOrResume(sessionId));
  const listener = connect('listener-1', session);
  listen(sessions.host, session, listener, 'es');

  await bench.clock.advance(14_000);
  const speaker = connect('speaker-1', session);
  session.speaker.attach(speaker);
  await bench.clock.advance(60_000);

  assert.equal(session.isLive, true);
  const resumed = session.control({ action: 'resumeBroadcast' }, bench.clock.now());
  assert.equal(resumed.type === 'broadcastResumed' && resumed.pauseDurationMs, 74_000);
  assert.equal(bench.store.sessions.get(sessionId)?.speakerConnectionId, 'speaker-1');
});

test('a speaker who does not come back within the grace ends the session for those who did', async () => {
  const { bench, sessions, sessionId, connect } = await restart();
  const session = made(await sessions.finder.findOrResume(sessionId));
  const listener = connect('listener-1', session);
  listen(sessions.host, session, listener, 'es');

  await bench.clock.advance(16_000);

  assert.deepEqual(
    listener.of('sessionEnded').map(({ reason }) => reason),
    ['speakerDisconnected'],
  );
  assert.equal(bench.store.sessions.get(sessionId)?.isActive, false);
  assert.deepEqual(refused(await sessions.finder.findOrResume(sessionId)), {
    code: 'SESSION_NOT_FOUND',
    reason: 'ended',
  });
});

test('clients that come back at once find one session', async () => {
  const { sessions, sessionId } = await restart();

  const [first, second, third] = await Promise.all([1, 2, 3].map(() => sessions.finder.findOrResume(sessionId)));

  assert.ok(first && second && third);
  assert.equal(made(first), made(second));
  assert.equal(made(first), made(third));
  assert.equal(sessions.host.count, 1);
});

test('what has ended, has expired or never was is not rebuilt, and is told apart', async () => {
  const { bench, sessions, sessionId } = await restart();
  const row = bench.store.sessions.get(sessionId);
  assert.ok(row);

  bench.store.sessions.set(sessionId, { ...row, expiresAt: bench.clock.now() / 1000 });
  assert.deepEqual(refused(await sessions.finder.findOrResume(sessionId)), {
    code: 'SESSION_NOT_FOUND',
    reason: 'ended',
  });
  bench.store.sessions.delete(sessionId);
  assert.deepEqual(refused(await sessions.finder.findOrResume(sessionId)), {
    code: 'SESSION_NOT_FOUND',
    reason: 'unknown',
  });
  bench.store.sessions.set(sessionId, { ...row, isActive: false });
  const { attempts } = bench.store;
  for (let n = 0; n < 3; n += 1) {
    assert.deepEqual(refused(await sessions.finder.findOrResume(sessionId)), {
      code: 'SESSION_NOT_FOUND',
      reason: 'ended',
    });
  }
  assert.equal(bench.store.attempts, attempts + 1, 'the table is asked once for what is over for good');
  assert.equal(sessions.host.count, 0);
});

test('a session that another server took up first is left to it', async () => {
  const { bench, sessions, sessionId } = await restart();
  const row = bench.store.sessions.get(sessionId);
  assert.ok(row);
  bench.store.hold();
  const resuming = sessions.finder.findOrResume(sessionId);
  await settled();
  bench.store.release();
  bench.store.sessions.set(sessionId, { ...row, version: row.version + 5 });

  // The read may come before or after the other server's write: either way one of the two has it.
  const outcome = await resuming;

  assert.equal(outcome.ok || outcome.refusal.code === 'SERVICE_UNAVAILABLE', true);
  assert.ok((bench.store.sessions.get(sessionId)?.version ?? 0) >= row.version + 5);
});

test('while the table is away a session cannot be rebuilt, and the client is told which service it is', async () => {
  const { bench, sessions, sessionId } = await restart();
  bench.store.fails = (operation) => operation === 'getSession';
  assert.equal(refused(await sessions.finder.findOrResume(sessionId)).code, 'SERVICE_UNAVAILABLE');
  bench.store.fails = (operation) => operation === 'claimSession';
  assert.equal(refused(await sessions.finder.findOrResume(sessionId)).code, 'SERVICE_UNAVAILABLE');

  bench.store.fails = () => false;

  assert.equal((await sessions.finder.findOrResume(sessionId)).ok, true);
});
