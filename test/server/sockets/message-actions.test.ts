import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientConnection } from '../../../src/server/sockets/client-connection.ts';
import { MessageActions, type MessageActionsDeps } from '../../../src/server/sockets/message-actions.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { AUDIO_MESSAGE, ServerBench, tokenOf } from '../../support/server/server-bench.ts';

const CREATE = { action: 'createSession', sourceLanguage: 'en' };
const SPEAKER_REFRESH = { action: 'refreshConnection', role: 'speaker', token: tokenOf('ada') };

test('a heartbeat is answered with the client’s own time, where it is a number that JSON can say', async () => {
  const bench = new ServerBench();
  const client = await bench.connect();

  for (const timestamp of ['1.5', '"1"', '1e999', 'null'])
    client.send(`{"action":"heartbeat","timestamp":${timestamp}}`);
  client.send({ action: 'heartbeat' });

  const echoes = client.messages.map((message) => 'clientTimestamp' in message && message.clientTimestamp);
  assert.deepEqual(echoes, [1.5, false, false, false, false]);
});

test('createSession by a message makes a session of the standard tier, and repeated it says the same', async () => {
  const bench = new ServerBench();
  const client = await bench.connect({ token: tokenOf('ada') });

  for (const message of [CREATE, { ...CREATE, sourceLanguage: 'es', qualityTier: 'premium' }]) {
    client.send(message);
    await settled();
  }

  const [first, second] = client.messages;
  assert.deepEqual(second, first);
  assert.deepEqual([first?.type === 'sessionCreated' && first.qualityTier, bench.sessions.host.count], ['standard', 1]);
});

test('createSession by a message may name a mode of segments; the server’s own stands where it does not', async () => {
  const bench = new ServerBench();
  for (const [userId, more, segments] of [
    ['ada', { segments: 'sentence' }, 'sentence'],
    ['bob', {}, 'clause'],
  ] as const) {
    const client = await bench.connect({ token: tokenOf(userId) });
    client.send({ ...CREATE, ...more });
    await settled();
    assert.equal(bench.sessions.host.sessionsOf(userId)[0]?.info.segments, segments);
  }
});

test('createSession is refused without a token and in a language that is not offered; the socket stays', async () => {
  const bench = new ServerBench();
  const stranger = await bench.connect();
  const ada = await bench.connect({ token: tokenOf('ada') });

  stranger.send(CREATE);
  ada.send({ ...CREATE, sourceLanguage: 'fr' });
  await settled();
  ada.send(CREATE);
  await settled();

  assert.deepEqual([stranger.words, ada.words], [['INVALID_TOKEN'], ['UNSUPPORTED_LANGUAGE', 'sessionCreated']]);
});

test('a client that goes while its session is made leaves none behind', async () => {
  const bench = new ServerBench();
  const client = await bench.connect({ token: tokenOf('ada') });
  bench.actors.store.hold();
  client.send(CREATE);

  client.socket.drop();
  bench.actors.store.release();
  await bench.advance(10_000);

  assert.deepEqual([client.words, bench.sessions.host.count], [[], 0]);
});

test('joinSession by a message seats a listener; repeated it changes the language; of another session it is refused', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const listener = await bench.connect();

  for (const message of [
    { sessionId, targetLanguage: 'es' },
    { sessionId, targetLanguage: 'de' },
    { sessionId, targetLanguage: 'xx' },
    { sessionId: 'brave-otter-999', targetLanguage: 'fr' },
  ]) {
    listener.send({ action: 'joinSession', ...message });
    await settled();
  }

  assert.deepEqual(listener.words, ['sessionJoined', 'sessionJoined', 'UNSUPPORTED_LANGUAGE', 'INVALID_PARAMETER']);
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { de: 1 });
});

test('a client that goes while its session is looked for is nobody’s listener', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const listener = await bench.connect();
  listener.send({ action: 'joinSession', sessionId, targetLanguage: 'es' });

  listener.socket.drop();
  await settled();

  assert.deepEqual([listener.words, session.audience.count], [[], 0]);
});

test('a session that is not there, or ended while it was looked for, is an error, and the socket stays', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const listener = await bench.connect();
  const { seatListener } = bench.admission;
  bench.admission.seatListener = function (...given) {
    session.end('ended');
    return seatListener.apply(this, given);
  };

  listener.send({ action: 'joinSession', sessionId: 'brave-otter-999', targetLanguage: 'es' });
  await settled();
  listener.send({ action: 'joinSession', sessionId, targetLanguage: 'es' });
  await settled();

  assert.deepEqual(listener.words, ['SESSION_NOT_FOUND', 'SESSION_NOT_FOUND']);
  assert.ok(listener.socket.isOpen);
});

test('changeLanguage changes it, and a language that is not offered does not', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const { listener } = await bench.listener(sessionId, 'es');

  listener.send({ action: 'changeLanguage', targetLanguage: 'xx' });
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { es: 1 });
  listener.send({ action: 'changeLanguage', targetLanguage: 'fr' });

  assert.equal(listener.last('languageChanged').targetLanguage, 'fr');
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { fr: 1 });
});

test('a listener’s replaced socket changes no language any more: its place is another’s', async () => {
  const bench = new ServerBench();
  const { sessionId, session } = await bench.speaker();
  const { listener, connectionId } = await bench.listener(sessionId, 'es');
  await bench.connect({ action: 'refreshConnection', role: 'listener', sessionId, connectionId });

  listener.send({ action: 'changeLanguage', targetLanguage: 'fr' });
  listener.send({ action: 'joinSession', sessionId, targetLanguage: 'fr' });

  assert.deepEqual(listener.words.slice(1), ['CONNECTION_NOT_FOUND', 'CONNECTION_NOT_FOUND']);
  assert.deepEqual(listener.last('error').details, { reason: 'replaced' });
  assert.deepEqual(Object.fromEntries(session.audience.byLanguage), { es: 1 });
});

test('refreshConnection on the same socket says its seat: a listener’s with the language it has now', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId } = await bench.speaker();
  const { listener, connectionId } = await bench.listener(sessionId, 'es');
  listener.send({ action: 'changeLanguage', targetLanguage: 'fr' });

  for (const client of [speaker, listener]) client.send({ action: 'refreshConnection' });

  const { role, targetLanguage } = speaker.last('connectionRefreshComplete');
  assert.deepEqual([role, targetLanguage], ['speaker', undefined]);
  const complete = listener.last('connectionRefreshComplete');
  assert.deepEqual([complete.role, complete.targetLanguage, complete.connectionId], ['listener', 'fr', connectionId]);
});

test('pausePlayback and getSessionStatus are answered to who asks, and to nobody else', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  listener.send({ action: 'pausePlayback' });
  speaker.send({ action: 'getSessionStatus' });

  assert.deepEqual(listener.words, ['sessionJoined', 'playbackPaused']);
  assert.equal(speaker.last('sessionStatus').updateReason, 'requested');
});

test('a control is carried out, and the listeners are told', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId, session } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  speaker.send({ action: 'muteBroadcast' });

  assert.equal(speaker.last('broadcastMuted').listenersNotified, 1);
  assert.equal(listener.words.at(-1), 'broadcastMuted');
  assert.ok(session.broadcastState.isMuted);
});

test('endSession closes its speaker with 1000 and everybody else with 4410; what a person gave as a reason is redacted', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);

  speaker.send({ action: 'endSession', reason: 'I am ill' });
  await bench.advance(10_000);

  assert.deepEqual(
    [speaker, listener].map(({ socket }) => socket.closed?.code),
    [1000, 4410],
  );
  assert.deepEqual(
    [speaker, listener].map(({ words }) => words.at(-1)),
    ['sessionEnded', 'sessionEnded'],
  );
  const [line] = bench.logged('the speaker ended the session');
  assert.deepEqual([line?.sessionId, line?.metadata], [sessionId, { pii: 'I am ill', reasonChars: 8 }]);
});

test('in a session whose end was decided nothing is carried out any more', async () => {
  const bench = new ServerBench();
  const { speaker, sessionId, session } = await bench.speaker();
  const { listener } = await bench.listener(sessionId);
  speaker.send(AUDIO_MESSAGE);
  await settled();
  // What was said is still recognised: the sockets stay meanwhile.
  bench.actors.transcription.last.onEndFrame = () => {};
  session.end('ended');
  assert.ok(speaker.socket.isOpen && listener.socket.isOpen);

  speaker.send({ action: 'muteBroadcast' });
  listener.send({ action: 'changeLanguage', targetLanguage: 'fr' });

  for (const client of [speaker, listener]) {
    assert.deepEqual(client.last('error').code, 'SESSION_NOT_FOUND');
    assert.deepEqual(client.last('error').details, { reason: 'ended' });
  }
  await bench.advance(60_000);
});

test('audio in base64 that cannot be read is refused, and the next chunk is taken', async () => {
  const bench = new ServerBench();
  const { speaker } = await bench.speaker();

  speaker.send({ action: 'sendAudio', audioData: 'not base64!' });
  speaker.send(AUDIO_MESSAGE);

  assert.deepEqual(speaker.words.slice(1), ['INVALID_AUDIO_FORMAT', 'audioReceived']);
});

test('of a speaker’s two sockets after a refresh either controls the session', async () => {
  const bench = new ServerBench();
  const { speaker: before, sessionId, session } = await bench.speaker();
  const after = await bench.connect({ ...SPEAKER_REFRESH, sessionId });

  before.send({ action: 'pauseBroadcast' });
  assert.ok(session.broadcastState.isPaused);
  after.send({ action: 'resumeBroadcast' });

  assert.equal(session.broadcastState.isPaused, false);
});

test('a playback report is taken without an answer also after the session’s end, while listeners stay for the last sentence', () => {
  const reported: unknown[] = [];
  const actions = new MessageActions({
    segmentJourneys: { reported: (_seat: unknown, report: unknown) => reported.push(report) },
  } as unknown as MessageActionsDeps);
  const connection = { seat: { role: 'listener', isLive: false } } as unknown as ClientConnection;
  const times = { agoMs: 900, durationMs: 900, delayMs: 10, queuedMs: 0, playbackRate: 1 };
  const report = { action: 'playbackReport', resultId: 'r1', outcome: 'played', ...times } as const;

  assert.equal(actions.act(connection, report, 0), undefined);
  assert.deepEqual(reported, [report]);
});
