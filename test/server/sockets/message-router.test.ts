import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from '../../support/actors/fake-clock.ts';
import { stampedPcm } from '../../support/actors/stamped-pcm.ts';
import { STRANGER } from '../../support/actors/upstream-bench.ts';
import { AUDIO_MESSAGE, CHUNK, ServerBench, tokenOf } from '../../support/server/server-bench.ts';

const CREATE = { action: 'createSession', sourceLanguage: 'en' };

test('of several things that are wrong with a message the first of the contract’s order is answered', async () => {
  const bench = new ServerBench({ CONTROL_MESSAGES_PER_SECOND: '1', CONTROL_BURST: '6' });
  const client = await bench.connect();
  const padding = 'x'.repeat(5_000);

  client.send(`{"action": "setVolume", "x": "${'x'.repeat(200_000)}"}`);
  client.send('not JSON');
  client.send({ action: 'explode', padding });
  client.send({ action: 'setVolume', padding });
  client.send({ action: 'setVolume' });
  client.send({ action: 'joinSession' });
  client.send('not JSON, and over the rate');

  assert.deepEqual(client.words, [
    'PAYLOAD_TOO_LARGE',
    'INVALID_MESSAGE',
    'INVALID_ACTION',
    'PAYLOAD_TOO_LARGE',
    'CONNECTION_NOT_FOUND',
    'MISSING_PARAMETER',
    'RATE_LIMIT_EXCEEDED',
  ]);
  const kinds = client.messages.flatMap((m) => (m.type === 'error' && 'kind' in m.details ? [m.details.kind] : []));
  assert.deepEqual(kinds, ['message', 'control', 'control']);
});

test('who may not do something is told so, whatever is wrong with its parameters', async () => {
  const bench = new ServerBench();
  const { sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  listener.send({ action: 'setVolume', volume: 'loud' });

  assert.equal(listener.last('error').code, 'UNAUTHORIZED');
  assert.deepEqual(listener.last('error').details, { requiredRole: 'speaker' });
});

const REPORT = {
  ...{ action: 'playbackReport', resultId: 'r1', segment: 0, epoch: 0, outcome: 'played' },
  ...{ agoMs: 1_000, durationMs: 900, delayMs: 10, queuedMs: 0, playbackRate: 1 },
};

test('a playback report is a listener’s alone, and a right one is not answered', async () => {
  const bench = new ServerBench();
  const waiting = await bench.connect();
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  for (const client of [waiting, speaker, listener]) {
    client.send(REPORT);
    client.send({ action: 'heartbeat' });
  }

  assert.deepEqual(waiting.words, ['CONNECTION_NOT_FOUND', 'heartbeatAck']);
  assert.deepEqual(speaker.words.slice(1), ['UNAUTHORIZED', 'heartbeatAck']);
  assert.deepEqual(listener.words.slice(1), ['heartbeatAck']);
});

test('a playback report with wrong parameters is answered', async () => {
  const bench = new ServerBench({ PLAYBACK_REPORT_BURST: '100' });
  const { sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);
  const wrong = { outcome: 'heard', agoMs: -1, durationMs: '900', playbackRate: 0, segment: 1.5, resultId: '' };

  const { agoMs: _, ...without } = REPORT;
  listener.send(without);
  for (const [name, value] of Object.entries(wrong)) listener.send({ ...REPORT, [name]: value });
  listener.send(JSON.stringify(REPORT).replace('1000', '1e999'));
  listener.send({ ...REPORT, resultId: 'x'.repeat(5_000) });

  const refusals = listener.messages.flatMap((message) => (message.type === 'error' ? [message] : []));
  assert.deepEqual(
    refusals.map(({ code, details }) => ('parameter' in details ? `${code} ${details.parameter}` : code)),
    [
      'MISSING_PARAMETER agoMs',
      ...Object.keys(wrong).map((name) => `INVALID_PARAMETER ${name}`),
      'INVALID_PARAMETER agoMs',
      'PAYLOAD_TOO_LARGE',
    ],
  );
});

test('playback reports over their rate are dropped, counted and not answered; they take nothing from the controls', async () => {
  const bench = new ServerBench({ CONTROL_MESSAGES_PER_SECOND: '1', CONTROL_BURST: '1' });
  const { sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  for (let n = 0; n < 5; n += 1) listener.send(REPORT);
  listener.send({ ...REPORT, outcome: 'heard' });
  listener.send({ action: 'pausePlayback' });
  listener.send('{"action":"playbackReport"');
  await bench.advance(500);
  listener.send({ ...REPORT, outcome: 'heard' });

  // What is no JSON is a control, whatever it was meant to be.
  assert.deepEqual(listener.words.slice(1), ['playbackPaused', 'RATE_LIMIT_EXCEEDED', 'INVALID_PARAMETER']);
  assert.equal(bench.actors.metrics.total('PlaybackReportsDropped', { why: 'rate' }), 4);
});

test('binary frames are audio whoever sends them: too large first, then the seat, then the sound', async () => {
  const bench = new ServerBench();
  const waiting = await bench.connect();
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  for (const client of [waiting, listener, speaker]) {
    client.send(new Uint8Array(32_770));
    client.send(new Uint8Array(3));
  }
  speaker.send(CHUNK);

  assert.deepEqual(waiting.words, ['PAYLOAD_TOO_LARGE', 'CONNECTION_NOT_FOUND']);
  assert.deepEqual(listener.words.slice(1), ['PAYLOAD_TOO_LARGE', 'UNAUTHORIZED']);
  assert.deepEqual(speaker.words.slice(1), ['PAYLOAD_TOO_LARGE', 'INVALID_AUDIO_FORMAT', 'audioReceived']);
});

test('audio outlives the transport’s memory, whether it is taken at once or waits for its turn', async () => {
  const bench = new ServerBench();
  const client = await bench.connect({ token: tokenOf('ada') });
  const pcm = stampedPcm(0, 160);

  client.send({ action: 'createSession', sourceLanguage: 'en' });
  client.send(pcm);
  await settled();
  client.send(pcm);

  const reader = bench.sessions.host.sessionsOf('ada')[0]?.gate.open(STRANGER);
  assert.deepEqual([reader?.next()?.pcm, reader?.next()?.pcm], [pcm, pcm]);
});

test('every control over the rate is refused, and one line a second is logged of it', async () => {
  const bench = new ServerBench({ CONTROL_MESSAGES_PER_SECOND: '1', CONTROL_BURST: '1' });
  const { speaker, sessionId } = await bench.speaker();

  for (let n = 0; n < 6; n += 1) {
    speaker.send({ action: 'pauseBroadcast' });
    speaker.send({ action: 'heartbeat' });
    await bench.advance(250);
  }

  const refusals = speaker.messages.filter((message) => message.type === 'error');
  assert.deepEqual(
    refusals.map(({ details }) => details),
    [
      { kind: 'control', limit: 1, retryAfterMs: 750 },
      { kind: 'control', limit: 1, retryAfterMs: 500 },
      { kind: 'control', limit: 1, retryAfterMs: 250 },
      { kind: 'control', limit: 1, retryAfterMs: 750 },
    ],
  );
  assert.equal(speaker.words.filter((word) => word === 'heartbeatAck').length, 6, 'heartbeats are not counted');
  const lines = bench.logged('message refused');
  assert.deepEqual(
    lines.map((line) => line.sessionId),
    [sessionId, sessionId],
  );
  assert.equal(bench.actors.metrics.total('RateLimitViolations', { kind: 'control' }), 4);
});

test('audio over the rate is dropped and counted; its sender is told once a second', async () => {
  const bench = new ServerBench({ AUDIO_CHUNKS_PER_SECOND: '1', AUDIO_BURST: '1' });
  const { speaker } = await bench.speaker();
  const large = JSON.stringify({ ...AUDIO_MESSAGE, audioData: 'A'.repeat(150_000) });

  for (const chunk of [CHUNK, CHUNK, AUDIO_MESSAGE, large]) speaker.send(chunk);

  assert.deepEqual(speaker.words.slice(1), ['audioReceived', 'RATE_LIMIT_EXCEEDED']);
  assert.equal(bench.actors.metrics.total('AudioChunksDropped', { reason: 'rate' }), 3);
  assert.equal(bench.actors.metrics.total('AudioChunksReceived'), 4);
});

test('messages behind one that waits are answered in the order in which they came', async () => {
  const bench = new ServerBench();
  const client = await bench.connect({ token: tokenOf('ada') });
  bench.actors.store.hold();

  for (const message of [CREATE, CHUNK, { action: 'nonsense' }, { action: 'pauseBroadcast' }, CHUNK]) {
    client.send(message);
  }
  client.send('x'.repeat(200_000));
  await settled();
  assert.deepEqual(client.words, []);
  bench.actors.store.release();
  await settled();

  assert.deepEqual(client.words, [
    'sessionCreated',
    'audioReceived',
    'INVALID_ACTION',
    'broadcastPaused',
    'audioReceived',
    'PAYLOAD_TOO_LARGE',
  ]);
  assert.equal(
    client.messages.flatMap((message) => (message.type === 'audioReceived' ? [message.dropped] : [])).at(-1),
    'paused',
  );
});

test('a message counts against the rate when it comes, not when it is its turn', async () => {
  const bench = new ServerBench({ CONTROL_MESSAGES_PER_SECOND: '1', CONTROL_BURST: '2' });
  const client = await bench.connect({ token: tokenOf('ada') });
  bench.actors.store.hold();

  for (const message of [CREATE, { action: 'pauseBroadcast' }, { action: 'resumeBroadcast' }]) client.send(message);
  await bench.advance(900);
  bench.actors.store.release();
  await settled();

  assert.deepEqual(client.words, ['sessionCreated', 'broadcastPaused', 'RATE_LIMIT_EXCEEDED']);
  assert.equal(client.last('error').details.retryAfterMs, 1_000);
});

test('what finds no room behind a message that waits is dropped, counted, and told of once', async () => {
  const bench = new ServerBench({ AUDIO_CHUNKS_PER_SECOND: '1000', AUDIO_BURST: '1000' });
  const client = await bench.connect({ token: tokenOf('ada'), ack: 'none' });
  bench.actors.store.hold();
  client.send(CREATE);
  // 32 chunks of 32 KB fill the megabyte that may wait.
  for (let n = 0; n < 40; n += 1) client.send(new Uint8Array(32_768));

  bench.actors.store.release();
  await settled();

  assert.deepEqual(client.words, ['sessionCreated', 'SERVICE_UNAVAILABLE']);
  assert.deepEqual(client.last('error').details, { service: 'connection', dropped: 8 });
  assert.equal(bench.actors.metrics.total('MessagesDropped'), 8);
});

test('nothing that waits is done for a socket that has closed meanwhile', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId } = await bench.speaker('ada');
  const client = await bench.connect();
  bench.actors.store.hold();
  client.send({ action: 'joinSession', sessionId: 'brave-otter-999', targetLanguage: 'es' });
  client.send({ action: 'joinSession', sessionId, targetLanguage: 'es' });

  client.socket.drop();
  bench.actors.store.release();
  await settled();

  assert.deepEqual(client.words, []);
  assert.equal(bench.session(sessionId).audience.count, 0);
  assert.ok(speaker.socket.isOpen);
});

test('a bug costs its sender an error that says nothing of it, and nobody else anything', async () => {
  const bench = new ServerBench();
  const { speaker, session } = await bench.speaker('ada');
  const { speaker: bystander } = await bench.speaker('bob');
  session.control = () => {
    throw new TypeError('a secret');
  };

  speaker.send({ action: 'pauseBroadcast' });
  speaker.send({ action: 'heartbeat' });
  bystander.send({ action: 'pauseBroadcast' });

  assert.deepEqual(speaker.words.slice(1), ['INTERNAL_ERROR', 'heartbeatAck']);
  assert.ok(!speaker.socket.frames.join().includes('a secret'));
  assert.equal(bystander.words.at(-1), 'broadcastPaused');
  const [line] = bench.logged('message failed');
  assert.deepEqual([line?.level, line?.metadata.code], ['error', 'INTERNAL_ERROR']);
});

test('so does a bug in what has to be waited for, and what comes behind it is answered', async () => {
  const bench = new ServerBench();
  const client = await bench.connect({ token: tokenOf('ada') });
  bench.sessions.creation.create = () => Promise.reject(new TypeError('a secret'));

  client.send(CREATE);
  client.send({ action: 'heartbeat' });
  await settled();

  assert.deepEqual(client.words, ['INTERNAL_ERROR', 'heartbeatAck']);
});

test('controls and status queries that were carried out are measured; heartbeats and refused ones are not', async () => {
  const bench = new ServerBench();
  const { speaker } = await bench.speaker();
  const { metrics } = bench.actors;

  speaker.send({ action: 'muteBroadcast' });
  speaker.send({ action: 'setVolume', volume: 7 });
  speaker.send({ action: 'heartbeat' });
  speaker.send({ action: 'getSessionStatus' });

  assert.equal(metrics.total('ControlMessagesReceived'), 1);
  assert.equal(metrics.total('ControlMessagesReceived', { action: 'muteBroadcast' }), 1);
  assert.equal(metrics.observed('ControlMessageLatency').length, 1);
  assert.equal(metrics.total('StatusQueriesReceived'), 1);
  assert.equal(metrics.observed('StatusQueryLatency').length, 1);
});
