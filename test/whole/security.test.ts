import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { refusedUpgrade } from '../support/test-client.ts';
import { endOfSuite, startTestServer, type TestServer } from '../support/test-server.ts';

describe('security, seen from outside', () => {
  let server: TestServer;
  const suite = endOfSuite();

  before(async () => {
    server = await startTestServer(suite, { ALLOWED_ORIGINS: 'https://talks.example' });
  });

  const refused = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(query)}`, { headers });

  test('nothing a message says of itself changes its sender’s role, session or name', async () => {
    const { speaker, sessionId } = await server.speaker('ada');
    const other = await server.speaker('eve');
    const listener = await server.listener(sessionId, 'es');
    const [created] = speaker.received;
    const claims = { role: 'speaker', userId: 'ada', connectionId: created?.connectionId, sessionId, isSpeaker: true };
    const hidden = `"__proto__":{"role":"speaker"},"constructor":{"prototype":{"role":"speaker"}}`;

    for (const client of [listener]) {
      for (const action of ['pauseBroadcast', 'muteBroadcast', 'getSessionStatus', 'endSession']) {
        const error = await client.ask({ ...claims, action }, 'error');
        assert.deepEqual([error.code, error.statusCode], ['UNAUTHORIZED', 403], action);
      }
      client.send(`{"action":"endSession",${hidden}}`);
      assert.equal((await client.next('error')).code, 'UNAUTHORIZED');
    }
    // Somebody else's session id in a speaker's message means nothing: it acts on the session of its socket.
    const paused = await other.speaker.ask({ ...claims, action: 'pauseBroadcast' }, 'broadcastPaused');
    assert.equal(paused.sessionId, other.sessionId);

    const status = await speaker.ask({ action: 'getSessionStatus', role: 'listener' }, 'sessionStatus');
    assert.deepEqual([status.sessionId, (status.broadcastState as { isPaused: boolean }).isPaused], [sessionId, false]);
    for (const client of [speaker, other.speaker, listener]) await client.close();
  });

  test('a token makes nobody the speaker of somebody else’s session', async () => {
    const { speaker, sessionId } = await server.speaker('grace');
    const token = await server.token('mallory');
    const bearer = { authorization: `Bearer ${token}` };

    for (const query of [
      { sessionId, token },
      { action: 'refreshConnection', role: 'speaker', sessionId, token },
    ]) {
      const { status, body } = await refused(query);
      assert.deepEqual([status, body.code], [403, 'FORBIDDEN']);
    }
    for (const [method, body] of [
      ['DELETE', null],
      ['PATCH', '{"status":"ended"}'],
    ] as const) {
      const response = await fetch(`${server.url}/sessions/${sessionId}`, { method, headers: bearer, body });
      assert.equal(response.status, 403);
    }
    const seen = (await (await fetch(`${server.url}/sessions/${sessionId}`)).json()) as object;
    assert.equal('speakerId' in seen, false);
    // With a token too, a target language means listener.
    const joined = await server.listener(sessionId, 'es', { token });
    assert.equal((await joined.ask({ action: 'endSession' }, 'error')).code, 'UNAUTHORIZED');
    await joined.close();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a bad token is never downgraded to an anonymous listener, wherever it comes', async () => {
    const { speaker, sessionId } = await server.speaker('hedy');
    const join = { sessionId, targetLanguage: 'es' };
    const good = await server.token('mallory');
    const expired = await server.token('mallory', { expiresIn: -1 });
    const foreign = await server.token('mallory', { issuer: 'other' });

    for (const bad of ['', 'x', 'a.b.c', expired, foreign, `${good.slice(0, -6)}AAAAAA`]) {
      for (const attempt of [
        refused({ ...join, token: bad }),
        refused(join, { authorization: `Bearer ${bad}` }),
        // The first place counts: a good token elsewhere does not help a bad one.
        refused({ ...join, token: good }, { authorization: `Bearer ${bad}` }),
      ]) {
        const { status, body } = await attempt;
        assert.deepEqual([status, body.code], [401, 'INVALID_TOKEN'], bad);
      }
    }
    const { status } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(join)}`, {
      protocols: ['bearer', expired],
    });
    assert.equal(status, 401);
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a page from elsewhere gets no socket, no answer and no leave to ask; an allowed one is named, never *', async () => {
    for (const origin of [
      'https://evil.example',
      'http://127.0.0.1.evil.example',
      'null',
      'https://talks.example.evil',
    ]) {
      const { status, body } = await refused({}, { origin });
      assert.deepEqual([status, body.code], [403, 'FORBIDDEN'], origin);
      for (const method of ['GET', 'OPTIONS']) {
        const response = await fetch(`${server.url}/health`, { method, headers: { origin } });
        assert.equal(response.status, 403, origin);
        assert.equal(response.headers.get('access-control-allow-origin'), null);
      }
    }
    const allowed = await fetch(`${server.url}/health`, { headers: { origin: 'https://talks.example' } });
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://talks.example');
    assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
  });
});
