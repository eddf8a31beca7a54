import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { changeLanguage, listen } from '../../support/actors/seats.ts';

const SESSION = 'brave-otter-001';
const listReasons = (bench: SessionBench) => bench.speaker.of('sessionStatus').map(({ updateReason }) => updateReason);

test('a session takes its fill of listeners, then no more until one leaves', () => {
  const bench = new SessionBench({ maxListeners: 2 });
  const first = bench.listen('listener-1');
  bench.listen('listener-2');
  const third = bench.connect('listener-3');
  assert.equal(bench.session.audience.isFull, true);
  assert.equal(listen(bench, bench.session, third, 'es', { wantsTranscripts: true }), false);
  assert.deepEqual([...third.topics], []);
  first.close('idle');

  assert.equal(listen(bench, bench.session, third, 'es'), true);
  assert.equal(bench.session.audience.count, 2);
});

test('a connection listens once', () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');

  assert.equal(listen(bench, bench.session, listener, 'ca'), false);
  assert.deepEqual(Object.fromEntries(bench.session.audience.byLanguage), { es: 1 });
});

test('languages are counted as listeners come, change and go; only those with listeners are listed', () => {
  const bench = new SessionBench();
  const { room, session } = bench;
  bench.listen('listener-1', 'es');
  bench.listen('listener-2', 'ca');
  const third = bench.listen('listener-3', 'es');
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { es: 2, ca: 1 });

  changeLanguage(bench, bench.session, 'listener-2', 'gl');
  third.close('idle');

  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { es: 1, gl: 1 });
  assert.deepEqual([...session.audience.byLanguage.keys()], ['es', 'gl']);
  assert.equal(room.languageOf('listener-2'), 'gl');
  assert.equal(room.languageOf('listener-3'), undefined);
});

test('the row of a listener follows his language, keeps when he came, and goes with him', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1', 'es');
  await bench.clock.advance(5_000);
  changeLanguage(bench, bench.session, 'listener-1', 'ca');
  changeLanguage(bench, bench.session, 'a stranger', 'ca');
  await bench.writer.flushed();

  assert.deepEqual(bench.store.connections.get('listener-1'), {
    connectionId: 'listener-1',
    sessionId: SESSION,
    role: 'listener',
    targetLanguage: 'ca',
    connectedAt: 1_700_000_000_000,
    lastActivityTime: 1_700_000_005_000,
    ttl: 1_700_000_005 + 3 * 60 * 60,
  });
  assert.equal(bench.store.connections.has('a stranger'), false);
  listener.close('idle');
  await bench.writer.flushed();
  assert.deepEqual([...bench.store.connections.keys()], ['speaker-1']);
});

test('a listener whose socket holds over 1 MiB is dropped at once as a slow consumer; nobody else notices', async () => {
  const bench = new SessionBench();
  const slow = bench.listen('listener-1');
  const other = bench.listen('listener-2');
  bench.room.noteBacklog('listener-1', 1_048_576);
  assert.equal(slow.closedWith, undefined);

  bench.room.noteBacklog('listener-1', 1_048_577);

  await bench.writer.flushed();
  assert.equal(slow.closedWith, 'slowConsumer');
  assert.equal(other.closedWith, undefined);
  assert.equal(bench.session.audience.count, 1);
  assert.equal(bench.metrics.total('ListenerNotificationFailures', { why: 'slowConsumer' }), 1);
  assert.deepEqual([...bench.store.connections.keys()].sort(), ['listener-2', 'speaker-1']);
  assert.equal(bench.store.sessions.get(SESSION)?.listenerCount, 1);
});

test('a listener who lags for ten seconds is dropped; one who catches up is not', async () => {
  const bench = new SessionBench();
  const { room } = bench;
  const slow = bench.listen('listener-1');
  const late = bench.listen('listener-2');
  room.noteBacklog('listener-1', 262_145);
  room.noteBacklog('listener-2', 262_145);
  assert.deepEqual([room.isLagging('listener-1'), room.isLagging('a stranger')], [true, false]);
  await bench.clock.advance(9_999);
  room.noteBacklog('listener-2', 262_144);
  await bench.clock.advance(1);

  assert.equal(slow.closedWith, 'slowConsumer');
  assert.equal(late.closedWith, undefined);
  assert.equal(room.isLagging('listener-2'), false);
});

test('what comes about a listener who is gone changes nothing', () => {
  const bench = new SessionBench();
  const { room, session } = bench;

  room.noteBacklog('a stranger', 2_000_000);
  room.changeLanguage('a stranger', 'es');
  room.remove('a stranger');

  assert.equal(session.audience.count, 0);
});

test('a status comes every 30 s since the last one; a query is answered and winds the clock up', async () => {
  const bench = new SessionBench();
  await bench.clock.advance(20_000);
  const answer = bench.session.status();
  assert.deepEqual(answer, {
    type: 'sessionStatus',
    sessionId: SESSION,
    timestamp: 1_700_000_020,
    listenerCount: 0,
    languageDistribution: {},
    sessionDuration: 20,
    broadcastState: bench.session.broadcastState,
    updateReason: 'requested',
  });
  await bench.clock.advance(29_999);
  assert.deepEqual(listReasons(bench), []);
  await bench.clock.advance(30_001);

  assert.deepEqual(listReasons(bench), ['periodic', 'periodic']);
  assert.equal(bench.metrics.total('PeriodicStatusUpdatesSent', { reason: 'periodic' }), 2);
});

test('a burst of joins is one status after 250 ms; a new language has the better reason', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1', 'es');
  bench.listen('listener-2', 'ca');
  bench.listen('listener-3', 'es');
  await bench.clock.advance(249);
  assert.deepEqual(listReasons(bench), []);
  await bench.clock.advance(1);
  const [status] = bench.speaker.of('sessionStatus');
  assert.deepEqual(
    [status?.updateReason, status?.listenerCount, status?.languageDistribution],
    ['newLanguage', 3, { es: 2, ca: 1 }],
  );
  bench.listen('listener-4', 'es');
  await bench.clock.advance(250);

  assert.deepEqual(listReasons(bench), ['newLanguage', 'listenerCountChange']);
});

test('without a speaker on it no status is sent or counted', async () => {
  const bench = new SessionBench();
  bench.speaker.close('idle');
  bench.listen('listener-1');
  await bench.clock.advance(1_000);

  assert.equal(bench.metrics.total('PeriodicStatusUpdatesSent'), 0);
});

test('every named change writes the row, each with a higher version, and the end leaves it inactive', async () => {
  const bench = new SessionBench();
  const listener = bench.listen('listener-1');
  await bench.writer.flushed();
  bench.session.control({ action: 'pauseBroadcast' }, bench.clock.now());
  await bench.writer.flushed();
  listener.close('idle');
  await bench.writer.flushed();
  bench.session.end('ended');
  await bench.writer.flushed();

  const versions = bench.store.writes.filter(({ row }) => row === SESSION).map(({ version }) => version ?? 0);
  assert.deepEqual(
    versions,
    [...new Set(versions)].sort((a, b) => a - b),
  );
  assert.equal(versions.length >= 4, true);
  assert.deepEqual(bench.store.sessions.get(SESSION), {
    sessionId: SESSION,
    speakerUserId: 'ada',
    sourceLanguage: 'en',
    qualityTier: 'standard',
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
    expiresAt: 1_700_007_200,
    epoch: 0,
    isActive: false,
    broadcastState: { isActive: false, isPaused: true, isMuted: false, volume: 1, lastStateChange: 1_700_000_000 },
    listenerCount: 0,
    version: versions.at(-1),
    ownerNode: 'node-a',
  });
  assert.deepEqual([...bench.store.connections.keys()], []);
  assert.equal(bench.session.state.updatedAt, bench.clock.now());
});

test('no audio, and no transcript, writes a row', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1');
  await bench.writer.flushed();
  const before = bench.store.attempts;

  await bench.speak(1_000);
  bench.transcription.last.hear(result('final', 0, 900));
  await bench.clock.advance(100);

  assert.equal(bench.store.attempts, before);
});
