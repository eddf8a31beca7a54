import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { refusedUpgrade } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

describe('sessions, made and ended', () => {
  let server: TestServer;
  const ends: (() => Promise<void>)[] = [];
  after(async () => {
    for (const end of ends) await end();
  });
  before(async () => {
    server = await startTestServer({ after: (end) => ends.push(end) }, { SPEAKER_GRACE_MS: '300' });
  });

  async function http(method: string, path: string, options: { token?: string; body?: unknown } = {}) {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  test('a session is created on connect, and the same message later says the same', async () => {
    const { speaker, sessionId } = await server.speaker('ben');

    const again = await speaker.ask({ action: 'createSession', sourceLanguage: 'en' }, 'sessionCreated');

    assert.match(sessionId, /^[a-z]+-[a-z]+-\d{3}$/);
    assert.deepEqual({ ...again, timestamp: 0 }, { ...speaker.received[0], timestamp: 0 });
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
    assert.deepEqual(await speaker.closed, { code: 1000, reason: 'ended' });
  });

  test('a session is created by a message, with the token in the header or the subprotocol', async () => {
    for (const [userId, options] of [
      ['cleo', (token: string) => ({ headers: { authorization: `Bearer ${token}` } })],
      ['dora', (token: string) => ({ protocols: ['bearer', token] })],
    ] as const) {
      const speaker = server.connect({}, options(await server.token(userId)));
      await speaker.opened();
      if (userId === 'dora') assert.equal(speaker.socket.protocol, 'bearer');

      const created = await speaker.ask({ action: 'createSession', sourceLanguage: 'en' }, 'sessionCreated');

      assert.equal(created.qualityTier, 'standard');
      await speaker.close();
    }
  });

  test('a session made over HTTP is attached to, read by anybody, and ended by its owner only', async () => {
    const token = await server.token('emil');
    const made = await http('POST', '/sessions', { token, body: { sourceLanguage: 'en', qualityTier: 'premium' } });
    assert.equal(made.status, 201);
    const { sessionId } = made.body;
    assert.equal(made.body.speakerId, 'emil');

    const speaker = server.connect({ token, sessionId });
    assert.equal((await speaker.next('sessionCreated')).qualityTier, 'premium');
    const listener = await server.listener(sessionId, 'es');
    const read = await http('GET', `/sessions/${sessionId}`);
    assert.equal(read.status, 200);
    assert.equal(read.body.listenerCount, 1);
    assert.equal(read.body.speakerId, undefined);

    assert.equal((await http('DELETE', `/sessions/${sessionId}`)).status, 401);
    const stranger = await server.token('fritz');
    assert.equal((await http('DELETE', `/sessions/${sessionId}`, { token: stranger })).body.code, 'FORBIDDEN');
    const ended = await http('PATCH', `/sessions/${sessionId}`, { token, body: { status: 'ended' } });
    assert.equal(ended.body.status, 'ended');

    assert.equal((await listener.next('sessionEnded')).reason, 'ended');
    assert.equal((await listener.closed).code, 4410);
    assert.equal((await speaker.closed).code, 4410);
    const gone = await http('DELETE', `/sessions/${sessionId}`, { token });
    assert.equal(gone.status, 404);
    assert.deepEqual(gone.body.details, { reason: 'ended' });
  });

  test('HTTP errors carry the error object', async () => {
    const token = await server.token('gesa');
    const cases = [
      ['POST', '/sessions', {}, 401, 'INVALID_TOKEN'],
      ['POST', '/sessions', { token, body: {} }, 400, 'MISSING_PARAMETER'],
      ['POST', '/sessions', { token, body: { sourceLanguage: 'xx' } }, 400, 'UNSUPPORTED_LANGUAGE'],
      [
        'POST',
        '/sessions',
        { token, body: { sourceLanguage: 'en', pad: 'x'.repeat(65_536) } },
        413,
        'PAYLOAD_TOO_LARGE',
      ],
      ['PUT', '/sessions', { token }, 405, 'METHOD_NOT_ALLOWED'],
      ['GET', '/sessions/NOPE', {}, 400, 'INVALID_SESSION_ID'],
      ['GET', '/sessions/no-such-000', {}, 404, 'SESSION_NOT_FOUND'],
      ['GET', '/nothing', {}, 404, 'NOT_FOUND'],
      ['POST', '/dev/tokens', { body: {} }, 400, 'MISSING_PARAMETER'],
      ['POST', '/dev/tokens', { body: { userId: 7 } }, 400, 'INVALID_PARAMETER'],
    ] as const;

    for (const [method, path, options, status, code] of cases) {
      const answer = await http(method, path, options);
      assert.equal(answer.status, status, `${method} ${path}`);
      assert.equal(answer.body.code, code);
      assert.equal(answer.body.statusCode, status);
      assert.equal(typeof answer.body.correlationId, 'string');
    }
  });

  test('health and readiness answer', async () => {
    assert.equal((await http('GET', '/health')).body.status, 'healthy');
    assert.equal((await http('GET', '/healthz')).status, 200);
    assert.equal((await http('GET', '/readyz')).status, 200);
  });

  test('a loopback page may ask, and its preflight is answered; another page may not', async () => {
    const ask = (origin: string, method = 'GET') => fetch(`${server.url}/health`, { method, headers: { origin } });

    const allowed = await ask('http://localhost:5173');
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'http://localhost:5173');
    const preflight = await ask('http://localhost:5173', 'OPTIONS');
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PATCH/);
    assert.equal((await ask('https://evil.example')).status, 403);
  });

  test('refused upgrades are HTTP errors with the error object', async () => {
    const expired = await server.token('hugo', { expiresIn: -10 });
    const token = await server.token('hugo');
    const { speaker, sessionId } = await server.speaker('ida');
    const cases: [Record<string, string>, number, string][] = [
      [{ token: 'garbage' }, 401, 'INVALID_TOKEN'],
      [{ token: '' }, 401, 'INVALID_TOKEN'],
      [{ token: expired, sessionId, targetLanguage: 'es' }, 401, 'INVALID_TOKEN'],
      [{ token, action: 'createSession', sourceLanguage: 'fr' }, 400, 'UNSUPPORTED_LANGUAGE'],
      [{ action: 'createSession', sourceLanguage: 'en' }, 401, 'INVALID_TOKEN'],
      [{ token, sessionId }, 403, 'FORBIDDEN'],
      [{ sessionId }, 400, 'MISSING_PARAMETER'],
      [{ sessionId, targetLanguage: 'tlh' }, 400, 'UNSUPPORTED_LANGUAGE'],
      [{ sessionId: 'no-such-000', targetLanguage: 'es' }, 404, 'SESSION_NOT_FOUND'],
      [{ token: await server.token('ida'), action: 'createSession', sourceLanguage: 'en' }, 409, 'SESSION_EXISTS'],
    ];

    for (const [query, status, code] of cases) {
      const refused = await refusedUpgrade(`${server.wsUrl}/any/prefix?${new URLSearchParams(query)}`);
      assert.equal(refused.status, status, JSON.stringify(query));
      assert.equal(refused.body.code, code);
    }
    await speaker.close();
  });

  test('a second socket of the same speaker replaces the first at once', async () => {
    const { speaker, sessionId } = await server.speaker('jana');
    const listener = await server.listener(sessionId, 'es');

    const second = server.connect({ token: await server.token('jana'), sessionId });

    await second.next('sessionCreated');
    assert.equal((await speaker.closed).code, 4409);
    assert.equal((await second.status()).listenerCount, 1);
    assert.ok(listener.received.every((message) => message.type !== 'speakerAway'));
    await second.close();
  });

  test('a dropped speaker is waited for, comes back to the state it left, and is given up after the grace', async () => {
    const { speaker, sessionId } = await server.speaker('karl');
    const listener = await server.listener(sessionId, 'es');
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    speaker.socket.terminate();
    assert.equal((await listener.next('speakerAway')).graceMs, 300);

    const back = server.connect({ token: await server.token('karl'), sessionId });
    const created = await back.next('sessionCreated');
    assert.equal((created.broadcastState as { isMuted: boolean }).isMuted, true);
    await listener.next('speakerBack');

    back.socket.terminate();
    await listener.next('speakerAway');
    assert.equal((await listener.next('sessionEnded')).reason, 'speakerDisconnected');
    assert.equal((await listener.closed).code, 4410);
  });

  test('a listener joins by message too, changes language by it, and cannot join twice elsewhere', async () => {
    const { speaker, sessionId } = await server.speaker('lena');
    const listener = server.connect({});
    await listener.opened();

    const joined = await listener.ask({ action: 'joinSession', sessionId, targetLanguage: 'es' }, 'sessionJoined');
    assert.equal(joined.listenerCount, 1);
    const changed = await listener.ask({ action: 'joinSession', sessionId, targetLanguage: 'ca' }, 'sessionJoined');
    assert.equal(changed.targetLanguage, 'ca');
    const elsewhere = await listener.ask(
      { action: 'joinSession', sessionId: 'other-place-001', targetLanguage: 'ca' },
      'error',
    );
    assert.equal(elsewhere.code, 'INVALID_PARAMETER');
    await speaker.close();
  });

  test('every socket that was let in stays: none is dropped right after its upgrade', async () => {
    const tokens = await Promise.all(Array.from({ length: 60 }, (_, i) => server.token(`guest-${i}`)));

    const guests = await Promise.all(tokens.map((token) => server.connect({ token }).opened()));
    await Promise.all(guests.map((guest) => guest.ask({ action: 'heartbeat' }, 'heartbeatAck')));

    await Promise.all(guests.map((guest) => guest.close()));
  });
});
