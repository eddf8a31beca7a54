import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { ClientBench } from '../support/client/client-bench.ts';
import { SESSION, type SimulatedSocket } from '../support/client/simulated-server.ts';

const refusal = (code: string, members: object = {}) => ({
  type: 'error',
  code,
  statusCode: 400,
  message: `${code}, it says`,
  details: {},
  correlationId: 'c-1',
  ...members,
});

const withCode = (code: string) => (error: unknown) => {
  assert.ok(error instanceof RostrumError, String(error));
  assert.equal(error.code, code);
  return true;
};

test('a session is asked for on the open socket; the token goes as a subprotocol and never in the URL', async () => {
  const bench = new ClientBench();
  const seen: string[] = [];
  const speaker = await bench.speaker({
    on: { connection: ({ state }) => seen.push(state), sessionCreated: () => seen.push('created') },
  });

  const socket = bench.server.last;
  assert.equal(socket.url.href, 'ws://rostrum.test/prod');
  assert.deepEqual(socket.protocols, ['bearer', 'a.b.c']);
  assert.deepEqual(bench.server.told, [{ action: 'createSession', sourceLanguage: 'en', qualityTier: 'standard' }]);
  assert.deepEqual([speaker.sessionId, speaker.connectionId, speaker.state], [SESSION, 'c1', 'open']);
  assert.deepEqual(seen, ['connecting', 'created', 'open']);
});

test('a speaker asks for a mode of segments only where its options name one', async () => {
  const bench = new ClientBench();
  await bench.speaker({ segments: 'sentence' });

  assert.deepEqual(bench.server.told, [
    { action: 'createSession', sourceLanguage: 'en', qualityTier: 'standard', segments: 'sentence' },
  ]);
});

test('a session made elsewhere is taken up by its id', async () => {
  const bench = new ClientBench();
  const attached = Speaker.attach({ ...bench.options, token: async () => 'x.y.z', sessionId: SESSION });
  const speaker = await bench.after(100, attached);

  assert.equal(bench.server.last.url.search, `?sessionId=${SESSION}`);
  assert.deepEqual(bench.server.last.protocols, ['bearer', 'x.y.z']);
  assert.deepEqual(bench.server.told, []);
  assert.equal(speaker.sessionId, SESSION);
});

test('every control resolves with its acknowledgement', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const all = Promise.all([
    speaker.pause(),
    speaker.resume(),
    speaker.mute(),
    speaker.unmute(),
    speaker.setVolume(0.5),
    speaker.changeState({ isPaused: true }),
    speaker.status(),
  ]);

  const answers = await bench.after(100, all);

  assert.deepEqual(
    answers.map(({ type }) => type),
    [
      'broadcastPaused',
      'broadcastResumed',
      'broadcastMuted',
      'broadcastUnmuted',
      'volumeChanged',
      'speakerStateChanged',
      'sessionStatus',
    ],
  );
  assert.equal(answers[4].volumeLevel, 0.5);
});

test('a status report that nobody asked for answers no query', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const asked = speaker.status();
  bench.server.last.say({ type: 'sessionStatus', updateReason: 'periodic' });

  assert.equal((await bench.after(100, asked)).updateReason, 'requested');
});

test('an error refuses the oldest request; what is about audio, or counted elsewhere, refuses none', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const errors: string[] = [];
  speaker.on('error', ({ code, details }) => errors.push(`${code} ${details.kind ?? ''}`));
  bench.server.intercept = () => true;
  const [paused, status, muted] = [speaker.pause(), speaker.status(), speaker.mute()];
  for (const promise of [paused, status, muted]) promise.catch(() => {});
  await bench.clock.advance(100);
  const socket = bench.server.last;
  socket.say(refusal('INVALID_AUDIO_FORMAT'));
  socket.say(refusal('PAYLOAD_TOO_LARGE', { details: { kind: 'audio' }, statusCode: 413 }));
  socket.say(refusal('RATE_LIMIT_EXCEEDED', { details: { kind: 'status', retryAfterMs: 5 }, statusCode: 429 }));
  socket.say(refusal('INVALID_PARAMETER', { details: { parameter: 'state' } }));
  socket.say({ type: 'broadcastMuted' });
  await bench.clock.advance(100);

  await assert.rejects(paused, (error) => {
    assert.ok(withCode('INVALID_PARAMETER')(error) && error instanceof RostrumError);
    assert.deepEqual(
      [error.statusCode, error.details, error.correlationId, error.message],
      [400, { parameter: 'state' }, 'c-1', 'INVALID_PARAMETER, it says'],
    );
    return true;
  });
  await assert.rejects(status, withCode('RATE_LIMIT_EXCEEDED'));
  assert.equal((await muted).type, 'broadcastMuted');
  assert.equal(errors.length, 4, 'each is an event, too');
});

test('a request without an answer ends by itself, and its late answer is not the next one’s', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker({ requestTimeoutMs: 1_000 });
  bench.server.intercept = () => true;

  await assert.rejects(bench.after(1_000, speaker.setVolume(0.2)), withCode('REQUEST_TIMEOUT'));
  const next = speaker.setVolume(0.7);
  bench.server.last.say({ type: 'volumeChanged', volumeLevel: 0.2 });
  bench.server.last.say({ type: 'volumeChanged', volumeLevel: 0.7 });

  assert.equal((await bench.after(100, next)).volumeLevel, 0.7);
});

test('requests without an answer are bounded', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = () => true;
  for (let i = 0; i < 64; i++) speaker.pause().catch(() => {});

  await assert.rejects(speaker.pause(), withCode('TOO_MANY_REQUESTS'));
  speaker.close();
});

test('a control asked for while the connection is away, or lost with it, is answered by the next socket', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = () => true;
  const lost = speaker.pause();
  await bench.clock.advance(50);
  bench.server.intercept = () => false;
  bench.server.last.cut(1006);
  const away = speaker.setVolume(0.3);
  assert.equal(speaker.state, 'reconnecting');

  assert.equal((await bench.after(1_000, lost)).type, 'broadcastPaused');
  assert.equal((await away).volumeLevel, 0.3);
  assert.deepEqual(
    bench.server.told.map(({ action }) => action),
    ['createSession', 'pauseBroadcast', 'pauseBroadcast', 'setVolume'],
  );
});

test('the server’s refusal of a session is the error of create, and nothing is left running', async () => {
  const bench = new ClientBench();
  bench.server.intercept = (socket) => {
    socket.say(refusal('SESSION_EXISTS', { statusCode: 409, details: { sessionId: SESSION } }));
    return true;
  };
  const changes: string[] = [];

  await assert.rejects(
    bench.speaker({ on: { connection: (change) => changes.push(change.state) } }),
    (error: unknown) => withCode('SESSION_EXISTS')(error) && (error as RostrumError).details.sessionId === SESSION,
  );
  await bench.clock.advance(100);
  assert.deepEqual(changes, ['connecting', 'closed']);
  assert.equal(bench.clock.pending, 0);
});

for (const [claim, http, code] of [
  ['a bad token', { 'POST /prod/sessions': 'INVALID_TOKEN' }, 'INVALID_TOKEN'],
  ['no reason to be had', {}, 'CONNECT_FAILED'],
  ['a good token', { 'POST /prod/sessions': 'MISSING_PARAMETER' }, 'CONNECT_FAILED'],
] as const) {
  test(`an upgrade that is refused without a reason: ${claim}, asked for over HTTP`, async () => {
    const bench = new ClientBench();
    bench.server.isReachable = false;
    for (const [path, named] of Object.entries(http)) bench.http.set(path, { status: 400, body: refusal(named) });

    await assert.rejects(bench.speaker(), withCode(code));
    assert.equal(bench.clock.pending, 0);
  });
}

test('a session that is gone is found out about over HTTP, and a server that does not answer there is not waited for', async () => {
  const bench = new ClientBench();
  bench.server.isReachable = false;
  bench.http.set(`GET /prod/sessions/${SESSION}`, { status: 404, body: refusal('SESSION_NOT_FOUND') });
  const attach = () => Speaker.attach({ ...bench.options, token: 'a', sessionId: SESSION, connectTimeoutMs: 1_000 });
  await assert.rejects(bench.after(100, attach()), withCode('SESSION_NOT_FOUND'));

  bench.http.set(`GET /prod/sessions/${SESSION}`, { status: 0, body: undefined });
  await assert.rejects(bench.after(2_000, attach()), withCode('CONNECT_FAILED'));
  assert.equal(bench.clock.pending, 0);
});

test('what ws says of a refusal is kept: its status', async () => {
  const bench = new ClientBench();
  bench.server.refusal = 'Unexpected server response: 503';

  await assert.rejects(bench.speaker(), (error: unknown) => {
    assert.ok(error instanceof RostrumError);
    assert.deepEqual([error.statusCode, error.message], [503, 'the server refused the connection: HTTP 503']);
    return true;
  });
});

test('a socket that is never greeted, a token that cannot be had, and a URL that is none are errors', async () => {
  const bench = new ClientBench();
  bench.server.intercept = () => true;
  const create = (more: object) =>
    Speaker.create({ ...bench.options, token: 'a', sourceLanguage: 'en', connectTimeoutMs: 500, ...more });

  await assert.rejects(bench.after(500, create({})), withCode('CONNECT_FAILED'));
  const noToken = () => Promise.reject(new Error('signed out'));
  await assert.rejects(create({ token: noToken }), /There is no token: signed out/);
  await assert.rejects(create({ url: 'ftp://a' }), /ftp:\/\/a is not an http, https, ws or wss URL/);
  await bench.clock.advance(100);
  assert.equal(bench.clock.pending, 0);
});

test('without a WebSocket, in a place that has none, the client says what to do', async () => {
  const { WebSocket: _, ...options } = new ClientBench().options;
  await assert.rejects(Speaker.create({ ...options, token: 'a', sourceLanguage: 'en' }), (error: unknown) => {
    if (Object.hasOwn(globalThis, 'WebSocket')) return true; // newer Nodes have one
    assert.match(String(error), /Pass one as the option WebSocket/);
    return true;
  });
});

test('end waits for what was sent, and resolves with the end of the session', async () => {
  const bench = new ClientBench();
  const changes: unknown[] = [];
  const speaker = await bench.speaker({ on: { connection: (change) => changes.push(change) } });
  speaker.send(new Uint8Array(3_200));
  const ended = speaker.end('done');
  assert.equal(speaker.end(), ended, 'asked twice, told once');
  assert.equal(bench.server.told.length, 1, 'the chunk is not answered yet');

  assert.equal((await bench.after(100, ended)).reason, 'ended');
  assert.deepEqual(bench.server.told.at(-1), { action: 'endSession', reason: 'done' });
  assert.deepEqual(changes.at(-1), { state: 'closed', error: undefined });
  await assert.rejects(speaker.pause(), withCode('SESSION_ENDED'));
  await assert.rejects(speaker.refresh(), withCode('SESSION_ENDED'));
  await assert.rejects(speaker.drained(), withCode('SESSION_ENDED'));
  assert.throws(() => speaker.send(new Uint8Array(100)), withCode('SESSION_ENDED'));
  await bench.clock.advance(100);
  assert.equal(bench.clock.pending, 0);
});

test('end does not wait for ever for a server that has stopped answering for audio', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker({ requestTimeoutMs: 1_000 });
  bench.server.intercept = (_, told) => told instanceof Uint8Array;
  speaker.send(new Uint8Array(3_200));

  assert.equal((await bench.after(1_100, speaker.end())).reason, 'ended');
});

test('an end that has failed can be asked for again', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = (socket) => {
    socket.say({ type: 'error', code: 'INTERNAL_ERROR', statusCode: 500, message: 'try again', details: {} });
    return true;
  };
  const failed = speaker.end();
  await assert.rejects(bench.after(100, failed), withCode('INTERNAL_ERROR'));
  bench.server.intercept = () => false;

  const again = speaker.end();
  assert.notEqual(again, failed);
  assert.equal(speaker.end(), again);
  assert.equal((await bench.after(100, again)).reason, 'ended');
});

test('a closed client leaves without ending the session, and fails what still waits', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  bench.server.intercept = () => true;
  speaker.send(new Uint8Array(3_200));
  const waiting = [speaker.pause(), speaker.drained()];
  speaker.close();
  speaker.close();

  for (const promise of waiting) await assert.rejects(promise, withCode('CLIENT_CLOSED'));
  await bench.clock.advance(100);
  assert.equal(bench.server.last.closedWith, 1000);
  assert.ok(bench.server.told.every(({ action }) => action !== 'endSession'));
  assert.equal(bench.clock.pending, 0);
});

test('a handler that throws disturbs nobody else; its error is uncaught, as any other', async (t) => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const uncaught: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  const seen: string[] = [];
  speaker.on('rateLimitWarning', () => {
    throw new Error('a bug');
  });
  const off = speaker.on('rateLimitWarning', () => seen.push('warned'));
  bench.server.last.say({ type: 'rateLimitWarning' });
  await bench.clock.advance(100);
  off();
  bench.server.last.say({ type: 'rateLimitWarning' });
  await bench.clock.advance(100);

  assert.deepEqual(seen, ['warned']);
  assert.equal(uncaught.length, 2);
});

test('what is no message is handed out as it came, and no message passes for an event of the client’s own', async () => {
  const bench = new ClientBench();
  const speaker = await bench.speaker();
  const raw: unknown[] = [];
  const states: unknown[] = [];
  const messages: string[] = [];
  speaker.on('raw', (data) => raw.push(data));
  speaker.on('connection', (change) => states.push(change));
  speaker.on('message', ({ type }) => messages.push(type));
  const socket: SimulatedSocket = bench.server.last;
  socket.sayRaw('not json');
  socket.sayRaw('{"kind":"other"}');
  socket.sayRaw(new Uint8Array([1, 2]).buffer);
  socket.say({ type: 'connection', state: 'closed' });
  const next = speaker.next('speakerBack');
  socket.say({ type: 'speakerBack' });

  assert.equal((await bench.after(100, next)).type, 'speakerBack');
  assert.deepEqual(raw, ['not json', '{"kind":"other"}', new Uint8Array([1, 2])]);
  assert.deepEqual(states, []);
  assert.deepEqual(messages, ['connection', 'speakerBack']);
});
