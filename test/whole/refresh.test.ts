import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';
import { refusedUpgrade } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

describe('connections, refreshed', () => {
  let server: TestServer;
  const ends: (() => Promise<void>)[] = [];
  after(async () => {
    for (const end of ends) await end();
  });
  before(async () => {
    server = await startTestServer(
      { after: (end) => ends.push(end) },
      { SPEAKER_GRACE_MS: '300', REPLACED_SOCKET_MS: '1000', MAX_LISTENERS_PER_SESSION: '2', STATUS_COLLECT_MS: '1' },
    );
  });
  const countOf = async (sessionId: string) => {
    const response = await fetch(`${server.url}/sessions/${sessionId}`);
    return ((await response.json()) as { listenerCount: number }).listenerCount;
  };

  test('a speaker moves to a new socket: nothing said on either is lost, and the old one is closed after a second', async () => {
    const { speaker, sessionId } = await server.speaker('rosa');
    const listener = await server.listener(sessionId, 'es', { transcripts: 'on' });
    const token = await server.token('rosa');
    speaker.send(Buffer.concat([1, 2, 3].map(stampBlock)));
    await speaker.next('audioReceived');

    const refreshedAt = Date.now();
    const next = server.connect({ action: 'refreshConnection', role: 'speaker', sessionId, token });
    const complete = await next.next('connectionRefreshComplete');
    speaker.send(Buffer.concat([4, 5].map(stampBlock)));
    await speaker.next('audioReceived');
    next.send(Buffer.concat([6, 7].map(stampBlock)));
    await next.next('audioReceived');
    const closed = await speaker.closed;

    assert.equal(complete.role, 'speaker');
    assert.equal(complete.sessionId, sessionId);
    assert.notEqual(complete.connectionId, speaker.received[0]?.connectionId);
    assert.deepEqual(closed, { code: 4409, reason: 'replaced' });
    assert.ok(Date.now() - refreshedAt >= 1_000, 'it was left open for a second at least');
    await next.ask({ action: 'endSession' }, 'sessionEnded');
    await listener.next('sessionEnded');
    const finals = listener.received.filter(({ type, isPartial }) => type === 'transcript' && isPartial === false);
    assert.equal(finals.map(({ text }) => text).join(' '), 'b1 b2 b3 b4 b5 b6 b7');
    assert.ok(!listener.received.some(({ type }) => type === 'speakerAway' || type === 'speakerBack'));
    assert.equal((await next.closed).code, 1000);
  });

  test('a listener that names its old socket is counted once throughout, keeps its language, and hears on the new one', async () => {
    const { speaker, sessionId } = await server.speaker('saul');
    const old = await server.listener(sessionId, 'ca');
    const other = await server.listener(sessionId, 'es');
    const connectionId = String(old.received[0]?.connectionId);

    const next = server.connect({ action: 'refreshConnection', role: 'listener', sessionId, connectionId });
    const complete = await next.next('connectionRefreshComplete');

    assert.equal(await countOf(sessionId), 2);
    assert.equal(complete.targetLanguage, 'ca');
    await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    await next.next('broadcastMuted');
    assert.deepEqual(await old.closed, { code: 4409, reason: 'replaced' });
    assert.equal(await countOf(sessionId), 2);
    const status = await speaker.status();
    assert.deepEqual(status.languageDistribution, { es: 1, ca: 1 });
    assert.ok(
      speaker.received
        .filter(({ type }) => type === 'sessionStatus')
        .every(({ listenerCount }) => Number(listenerCount) <= 2),
    );
    await other.close();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a listener that names an older socket of its own, for it never heard of the refresh after it, is counted once', async () => {
    const { speaker, sessionId } = await server.speaker('sven');
    const old = await server.listener(sessionId, 'ca');
    const wish = { action: 'refreshConnection', role: 'listener', sessionId };
    const named = { ...wish, connectionId: String(old.received[0]?.connectionId) };
    const unheard = server.connect(named);
    await unheard.next('connectionRefreshComplete');
    assert.deepEqual(await old.closed, { code: 4409, reason: 'replaced' });

    const next = server.connect(named);
    assert.equal((await next.next('connectionRefreshComplete')).targetLanguage, 'ca');

    assert.equal(await countOf(sessionId), 1);
    assert.deepEqual(await unheard.closed, { code: 4409, reason: 'replaced' });
    assert.equal(await countOf(sessionId), 1);
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a listener that does not name its old socket may be one too many, until the old one is closed', async () => {
    const { speaker, sessionId } = await server.speaker('tess');
    const old = await server.listener(sessionId, 'es');
    await server.listener(sessionId, 'ca');
    const full = { sessionId, targetLanguage: 'es' };
    const { status, body } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(full)}`);
    assert.deepEqual([status, body.code], [503, 'SESSION_FULL']);

    const next = server.connect({ ...full, action: 'refreshConnection', role: 'listener' });
    await next.next('connectionRefreshComplete');
    assert.equal(await countOf(sessionId), 3);
    await old.close();
    await speaker.next('sessionStatus', ({ listenerCount }) => listenerCount === 2);

    assert.equal(await countOf(sessionId), 2);
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('an unknown or foreign connection is ignored, and its owner notices nothing', async () => {
    const { speaker: first, sessionId } = await server.speaker('uma');
    const { speaker: second, sessionId: elsewhere } = await server.speaker('vic');
    const foreign = await server.listener(elsewhere, 'es');
    const connectionId = String(foreign.received[0]?.connectionId);

    for (const named of [connectionId, 'no-such-connection']) {
      const wish = { action: 'refreshConnection', role: 'listener', sessionId, connectionId: named };
      const next = server.connect({ ...wish, targetLanguage: 'es' });
      await next.next('connectionRefreshComplete');
      await next.close();
      const { status, body } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(wish)}`);
      assert.deepEqual([status, body.code], [400, 'MISSING_PARAMETER']);
    }

    assert.equal(await countOf(elsewhere), 1);
    await foreign.ask({ action: 'heartbeat' }, 'heartbeatAck');
    await first.ask({ action: 'endSession' }, 'sessionEnded');
    await second.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('the same socket is refreshed by a message, and stays', async () => {
    const { speaker, sessionId } = await server.speaker('wim');
    const listener = await server.listener(sessionId, 'gl');

    const ofSpeaker = await speaker.ask({ action: 'refreshConnection' }, 'connectionRefreshComplete');
    const ofListener = await listener.ask({ action: 'refreshConnection' }, 'connectionRefreshComplete');

    assert.deepEqual([ofSpeaker.role, ofSpeaker.targetLanguage], ['speaker', undefined]);
    assert.deepEqual([ofListener.role, ofListener.targetLanguage], ['listener', 'gl']);
    assert.equal(ofListener.connectionId, listener.received[0]?.connectionId);
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a refresh is refused as a connect would be: no token, somebody else’s session, an unknown one, a wrong role', async () => {
    const { speaker, sessionId } = await server.speaker('xena');
    const foreign = await server.token('yves');
    const token = await server.token('xena');
    const refresh = { action: 'refreshConnection' };

    for (const [wish, expected] of [
      [{ ...refresh, sessionId, role: 'speaker' }, [401, 'INVALID_TOKEN']],
      [{ ...refresh, sessionId, role: 'speaker', token: foreign }, [403, 'FORBIDDEN']],
      [{ ...refresh, sessionId: 'quiet-otter-000', role: 'speaker', token }, [404, 'SESSION_NOT_FOUND']],
      [{ ...refresh, sessionId, role: 'owner', token }, [400, 'INVALID_PARAMETER']],
      [{ ...refresh, sessionId, token }, [400, 'MISSING_PARAMETER']],
      [{ ...refresh, role: 'speaker', token }, [400, 'MISSING_PARAMETER']],
      [{ ...refresh, sessionId, role: 'listener' }, [400, 'MISSING_PARAMETER']],
    ] as const) {
      const { status, body } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(wish)}`);
      assert.deepEqual([status, body.code], expected, JSON.stringify(wish));
    }
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });
});
