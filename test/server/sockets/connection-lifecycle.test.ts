import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNK, ServerBench } from '../../support/server/server-bench.ts';

/** Nothing of this happens in the minutes of a test, unless it is about it. */
const QUIET = { PING_INTERVAL_MS: '450000', IDLE_TIMEOUT_MS: '900000' };
const AGING = {
  ...QUIET,
  CONNECTION_REFRESH_MS: '60000',
  CONNECTION_WARNING_MS: '120000',
  CONNECTION_WARNING_EVERY_MS: '30000',
  CONNECTION_LIFE_MS: '300000',
  STATUS_INTERVAL_MS: '600000',
};
const RATES = { AUDIO_CHUNKS_PER_SECOND: '10', AUDIO_BURST: '10', RATE_WARNING_MS: '2000', RATE_CLOSE_MS: '4000' };

test('a socket with a seat is asked to refresh and then warned, with the minutes that are left', async () => {
  const bench = new ServerBench(AGING);
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);
  const about = (client: typeof speaker) => client.messages.filter(({ type }) => type.startsWith('connection'));

  await bench.advance(59_999);
  assert.deepEqual([about(speaker), about(listener)], [[], []]);
  await bench.advance(90_001);

  for (const client of [speaker, listener]) {
    const [asked, ...warnings] = about(client);
    assert.deepEqual([asked?.type, asked?.timestamp], ['connectionRefreshRequired', 1_700_000_060]);
    const minutes = warnings.map((warning) => warning.type === 'connectionWarning' && warning.remainingMinutes);
    assert.deepEqual(minutes, [3, 3]);
  }
});

test('a refresh on the same socket begins its age anew', async () => {
  const bench = new ServerBench(AGING);
  const { speaker } = await bench.speaker();
  await bench.advance(130_000);
  assert.equal(speaker.words.at(-1), 'connectionWarning');

  speaker.send({ action: 'refreshConnection' });
  await bench.advance(59_999);
  assert.equal(speaker.words.at(-1), 'connectionRefreshComplete');
  await bench.advance(1);

  assert.equal(speaker.words.at(-1), 'connectionRefreshRequired');
});

test('a socket that has joined nothing has nothing to refresh, and is told nothing', async () => {
  const bench = new ServerBench(AGING);
  const waiting = await bench.connect();

  await bench.advance(400_000);

  assert.deepEqual([waiting.words, waiting.socket.isOpen], [[], true]);
});

test('a client that answers no ping is told for how long it was quiet, and closed; one that answers stays', async () => {
  const bench = new ServerBench({ PING_INTERVAL_MS: '10000', IDLE_TIMEOUT_MS: '35000' });
  const [dead, alive, talking] = [await bench.connect(), await bench.connect(), await bench.connect()];

  for (let ms = 0; ms < 60_000; ms += 5_000) {
    await bench.advance(5_000);
    alive.socket.ping();
    talking.send({ action: 'heartbeat' });
  }

  assert.deepEqual(dead.words, ['connectionTimeout']);
  assert.equal(dead.last('connectionTimeout').idleSeconds, 35);
  assert.deepEqual(dead.socket.closed, { code: 4408, reason: 'idle' });
  assert.ok(dead.socket.pings >= 1);
  assert.deepEqual([alive.socket.isOpen, talking.socket.isOpen], [true, true]);
  assert.equal(bench.actors.metrics.total('ConnectionsClosedForIdleness'), 1);
});

test('a socket that a newer one has replaced by a refresh is closed a moment later', async () => {
  const bench = new ServerBench({ ...QUIET, REPLACED_SOCKET_MS: '5000' });
  const { speaker: before, sessionId } = await bench.speaker();
  const refresh = { action: 'refreshConnection', role: 'speaker', token: 'token-of-ada', sessionId };

  const after = await bench.connect(refresh);
  await bench.advance(4_999);
  assert.deepEqual([before.socket.isOpen, after.words[0]], [true, 'connectionRefreshComplete']);
  await bench.advance(1);

  assert.deepEqual(before.socket.closed, { code: 4409, reason: 'replaced' });
  assert.ok(after.socket.isOpen && bench.session(sessionId).speaker.isPresent);
});

test('nothing is left of a socket that has closed: no timer waits for it', async () => {
  const bench = new ServerBench();
  const before = bench.actors.clock.pending;
  const client = await bench.connect();
  assert.ok(bench.actors.clock.pending > before);

  client.socket.drop();

  assert.equal(bench.actors.clock.pending, before);
});

/** Chunks at twice the rate, for so many ms. */
async function flood(bench: ServerBench, client: { send(chunk: Uint8Array): void }, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 50) {
    client.send(CHUNK);
    await bench.advance(50);
  }
}

test('a speaker over its rate is warned, and, when it goes on, its session ends', async () => {
  const bench = new ServerBench({ ...QUIET, ...RATES });
  const { speaker, sessionId } = await bench.speaker();

  await flood(bench, speaker, 4_500);
  const [warning] = speaker.messages.filter(({ type }) => type === 'rateLimitWarning');
  assert.ok(warning?.type === 'rateLimitWarning' && speaker.socket.isOpen);
  assert.equal(warning.limit, 10);
  await flood(bench, speaker, 4_000);
  await bench.advance(10_000);

  const ended = speaker.messages.find(({ type }) => type === 'sessionEnded');
  assert.equal(ended?.type === 'sessionEnded' && ended.reason, 'rateLimit');
  assert.equal(speaker.socket.closed?.code, 4429);
  assert.equal(bench.sessions.host.find(sessionId).ok, false);
  assert.equal(bench.actors.metrics.total('ConnectionsClosedForRateLimit'), 1);
  const lines = ['audio over its rate', 'closed: audio stayed over its rate'].flatMap((line) => bench.logged(line));
  assert.deepEqual(
    lines.map((line) => line.sessionId),
    [sessionId, sessionId],
  );
});

test('a listener that floods is closed itself, and the session it listens to goes on', async () => {
  const bench = new ServerBench({ ...QUIET, ...RATES });
  const { sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  await flood(bench, listener, 8_000);

  assert.ok(!listener.words.includes('rateLimitWarning'));
  assert.deepEqual(listener.socket.closed, { code: 4429, reason: 'rate' });
  assert.ok(bench.session(sessionId).isLive);
});

test('the flood of a speaker’s replaced socket ends that socket and not the session', async () => {
  const bench = new ServerBench({ ...QUIET, ...RATES, REPLACED_SOCKET_MS: '10000' });
  const { speaker, sessionId } = await bench.speaker();
  const refresh = { action: 'refreshConnection', role: 'speaker', token: 'token-of-ada', sessionId };
  await bench.connect(refresh);

  await flood(bench, speaker, 8_000);

  assert.deepEqual(speaker.socket.closed, { code: 4429, reason: 'rate' });
  assert.ok(bench.session(sessionId).isLive);
});
