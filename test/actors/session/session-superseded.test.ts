import assert from 'node:assert/strict';
import { test } from 'node:test';
import { result } from '../../support/actors/fake-transcription.ts';
import { connectionClosed, listen } from '../../support/actors/seats.ts';
import { made, setUpSessions } from '../../support/actors/sessions-bench.ts';

/** A session that speaks here, whose row another process has taken over. */
async function takenOver() {
  const { bench, connect, create, sessions } = setUpSessions();
  const session = made(await create('ada'));
  const { sessionId } = session.info;
  const speaker = connect('speaker-1', session);
  session.speaker.attach(speaker);
  const listener = connect('listener-1', session);
  listen(sessions.host, session, listener, 'es');
  session.gate.offer(new Uint8Array(32_000), bench.clock.now());
  await bench.clock.advance(1_000);
  await bench.writer.flushed();
  const row = bench.store.sessions.get(sessionId);
  assert.ok(row);
  const theirs = { ...row, epoch: row.epoch + 1, version: row.version + 1, ownerNode: 'node-b' };
  bench.store.sessions.set(sessionId, theirs);
  return { bench, sessions, session, sessionId, speaker, listener, theirs };
}

test('at the first refused write the copy here ends: what it took is forwarded, then sockets are closed with 1001 and nothing is left', async () => {
  const { bench, sessions, session, speaker, listener } = await takenOver();
  const stream = bench.transcription.last;
  stream.hear(result('final', 0, 900));
  await bench.clock.advance(0);
  const { length: forwarded } = bench.translation.invocations;
  const heard = listener.messages.length;
  stream.onEndFrame = (ending) => {
    ending.hear(result('final', 900, 1_000, { text: 'taken before' }));
    ending.endClean();
  };

  session.control({ action: 'muteBroadcast' }, bench.clock.now());
  await bench.writer.flushed();
  assert.equal(session.gate.offer(new Uint8Array(640), bench.clock.now()), 'draining');
  await bench.clock.advance(60_000);

  assert.deepEqual([speaker.closedWith, listener.closedWith], ['goingAway', 'goingAway']);
  assert.deepEqual([...speaker.of('sessionEnded'), ...speaker.of('transcriptionInterrupted')], []);
  assert.deepEqual(
    listener.messages.slice(heard).map(({ type }) => type),
    ['broadcastMuted'],
  );
  assert.deepEqual([forwarded, bench.translation.invocations.length], [1, 2]);
  assert.deepEqual(
    [session.isLive, session.ending.isElsewhere, session.load.openStreams, sessions.host.count],
    [false, true, 0, 0],
  );
  assert.equal(bench.metrics.total('SessionsSuperseded'), 1);
  assert.equal(bench.clock.pending, 0);
});

test('nothing of it is written any more: neither its own row nor the rows of its connections', async () => {
  const { bench, sessions, session, sessionId, theirs } = await takenOver();
  const connections = [...bench.store.connections.values()];
  const { length } = bench.store.writes;

  session.control({ action: 'muteBroadcast' }, bench.clock.now());
  await bench.writer.flushed();
  session.end('ended');
  session.rewriteRows();
  connectionClosed(sessions.host, session, 'listener-1');
  await bench.writer.flushed();

  assert.deepEqual(bench.store.sessions.get(sessionId), theirs);
  assert.deepEqual([...bench.store.connections.values()], connections);
  assert.equal(bench.store.writes.length, length);
});

test('a client that comes back here finds the session by its row, not an end', async () => {
  const { bench, sessions, session, sessionId } = await takenOver();
  session.control({ action: 'muteBroadcast' }, bench.clock.now());
  await bench.writer.flushed();

  const again = made(await sessions.finder.findOrResume(sessionId));

  assert.deepEqual([again.info.epoch, again.isLive], [session.info.epoch + 2, true]);
  assert.equal(bench.store.sessions.get(sessionId)?.ownerNode, 'node-a');
});

test('an end that comes too late is no end: the session lives on where its row says', async () => {
  const { bench, sessions, session, sessionId, theirs } = await takenOver();

  void session.end('ended', 'speaker-1');
  await bench.clock.advance(60_000);
  await bench.writer.flushed();

  assert.equal(session.isLive, false);
  assert.deepEqual(bench.store.sessions.get(sessionId), theirs);
  assert.equal(sessions.host.hasEnded(sessionId), false);
  const looked = await sessions.finder.lookUp(sessionId);
  assert.ok(looked.ok && looked.record.ownerNode === 'node-b');
});

test('a session that is ending is not handed over: it ends for good', async () => {
  const { bench, sessions, session, sessionId, speaker, theirs } = await takenOver();
  bench.store.sessions.set(sessionId, { ...theirs, epoch: session.info.epoch, version: 1, ownerNode: 'node-a' });

  void session.end('ended', 'speaker-1');
  const handedOver = session.ending.handOver();
  await bench.clock.advance(60_000);
  await handedOver;
  await bench.writer.flushed();

  assert.deepEqual([speaker.closedWith, session.ending.isElsewhere], ['ended', false]);
  assert.equal(bench.store.sessions.get(sessionId)?.isActive, false);
  assert.equal(sessions.host.hasEnded(sessionId), true);
});
