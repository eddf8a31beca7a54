import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeLanguage, connectionClosed, listen } from '../../support/actors/seats.ts';
import { made, setUpSessions } from '../../support/actors/sessions-bench.ts';

async function broadcasting() {
  const { bench, connect, create, sessions } = setUpSessions();
  const session = made(await create('ada'));
  session.speaker.attach(connect('s', session));
  listen(sessions.host, session, connect('l1', session), 'es');
  listen(sessions.host, session, connect('l2', session), 'de');
  changeLanguage(sessions.host, session, 'l2', 'ca');
  listen(sessions.host, session, connect('l3', session), 'fr');
  connectionClosed(sessions.host, session, 'l3');
  await bench.writer.flushed();
  const { store } = bench;
  const rows = () =>
    [...store.connections.values()].map(({ connectionId, role, targetLanguage, connectedAt }) =>
      [connectionId, role, targetLanguage, connectedAt].join(' '),
    );
  return { bench, session, store, sessions, rows };
}

test('tables that came back empty have every row of a live session again: its own, its speaker’s, its listeners’', async () => {
  const { bench, rows, session, store, sessions } = await broadcasting();
  const before = rows();
  assert.equal(before.length, 3);
  const { sessionId } = session.info;
  store.sessions.clear();
  store.connections.clear();

  sessions.host.rewriteRows();
  await bench.writer.flushed();

  assert.deepEqual(rows(), before, 'as they were, in the language each had changed to, and none that had left');
  assert.deepEqual([store.sessions.get(sessionId)?.isActive, store.sessions.get(sessionId)?.listenerCount], [true, 2]);
});

test('without anybody saying that the tables are empty, the next control finds it out and brings all rows back', async () => {
  const { bench, rows, session, store } = await broadcasting();
  const before = rows();
  store.sessions.clear();
  store.connections.clear();

  session.control({ action: 'muteBroadcast' }, bench.clock.now());
  await bench.writer.flushed();

  assert.equal(store.sessions.get(session.info.sessionId)?.broadcastState.isMuted, true);
  assert.deepEqual(rows(), before);
  assert.equal(bench.metrics.total('RecordsRecreated'), 1);
});

test('a session that is over is not brought back', async () => {
  const { bench, session, store, sessions } = await broadcasting();
  session.end('ended');
  await bench.writer.flushed();
  store.sessions.clear();
  store.connections.clear();

  sessions.host.rewriteRows();
  await bench.writer.flushed();

  assert.deepEqual([store.sessions.size, store.connections.size], [0, 0]);
});
