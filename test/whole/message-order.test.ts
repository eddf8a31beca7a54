import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestClient } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const CHUNK = new Uint8Array(3_200);
const AUDIO = { action: 'sendAudio', audioData: Buffer.alloc(3_200).toString('base64') };
const CREATE = { action: 'createSession', sourceLanguage: 'en' };

/** What each message was answered with: its type, an error's code. Notices nobody asked for are left out. */
function answersOf({ received }: TestClient): unknown[] {
  return received.filter(({ type }) => type !== 'sessionStatus').map(({ type, code }) => code ?? type);
}

describe('messages sent without waiting are answered in their order', () => {
  let server: TestServer;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await startTestServer({ after: (end) => void ends.push(end) });
  });
  after(async () => {
    for (const end of ends) await end();
  });

  /** All at once, in one go to the system. */
  const send = async (client: TestClient, messages: readonly (Record<string, unknown> | Uint8Array)[]) => {
    await client.opened();
    for (const message of messages) client.send(message);
  };

  test('createSession, audio of both kinds and endSession at once make a session, feed it and end it', async () => {
    const client = server.connect({ token: await server.token('ada') });

    await send(client, [
      CREATE,
      CHUNK,
      AUDIO,
      { action: 'heartbeat' },
      { action: 'nonsense' },
      { action: 'endSession' },
    ]);

    assert.equal((await client.closed).code, 1000);
    assert.deepEqual(answersOf(client), [
      'sessionCreated',
      'audioReceived',
      'audioReceived',
      'heartbeatAck',
      'INVALID_ACTION',
      'sessionEnded',
    ]);
  });

  test('two creations and a pause at once are one session, paused', async () => {
    const client = server.connect({ token: await server.token('grace') });

    await send(client, [CREATE, CREATE, { action: 'pauseBroadcast' }, CHUNK]);

    assert.equal((await client.next('audioReceived')).dropped, 'paused');
    const [first, second, ...rest] = client.received;
    assert.equal(first?.sessionId, second?.sessionId);
    assert.deepEqual(
      [first, second, ...rest].map((message) => message?.type),
      ['sessionCreated', 'sessionCreated', 'broadcastPaused', 'audioReceived'],
    );
    await client.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('joinSession, changeLanguage, pausePlayback and refreshConnection at once leave a listener of the last language', async () => {
    const { speaker, sessionId } = await server.speaker('hedy');
    const listener = server.connect({});

    await send(listener, [
      { action: 'pausePlayback' },
      { action: 'joinSession', sessionId, targetLanguage: 'es' },
      { action: 'changeLanguage', targetLanguage: 'fr' },
      { action: 'pausePlayback' },
      { action: 'joinSession', sessionId, targetLanguage: 'de' },
      { action: 'refreshConnection' },
      CHUNK,
    ]);

    assert.equal((await listener.next('connectionRefreshComplete')).targetLanguage, 'de');
    assert.equal((await listener.next('error')).code, 'UNAUTHORIZED');
    assert.deepEqual(answersOf(listener), [
      'CONNECTION_NOT_FOUND',
      'sessionJoined',
      'languageChanged',
      'playbackPaused',
      'sessionJoined',
      'connectionRefreshComplete',
      'UNAUTHORIZED',
    ]);
    assert.deepEqual((await speaker.status()).languageDistribution, { de: 1 });
    await listener.close();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a creation that is refused refuses what came with it too, each in its turn, and the next one is taken', async () => {
    const client = server.connect({ token: await server.token('mary') });

    await send(client, [{ ...CREATE, sourceLanguage: 'xx' }, CHUNK, { action: 'endSession' }, CREATE, CHUNK]);

    await client.next('audioReceived');
    assert.deepEqual(answersOf(client), [
      'UNSUPPORTED_LANGUAGE',
      'CONNECTION_NOT_FOUND',
      'CONNECTION_NOT_FOUND',
      'sessionCreated',
      'audioReceived',
    ]);
    await client.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a client that goes while its session is made leaves none behind, whatever it had sent', async () => {
    const token = await server.token('joan');
    const client = server.connect({ token });
    await send(client, [CREATE, CHUNK, { action: 'pauseBroadcast' }]);
    client.socket.terminate();
    await client.closed;

    // Whether it was made before or after the end was noticed: it ends, long before its speaker's grace would.
    const { sessions } = server.running.parts;
    const deadline = Date.now() + 5_000;
    do await new Promise((resolve) => setImmediate(resolve));
    while (sessions.host.count > 0 && Date.now() < deadline);
    assert.equal(sessions.host.count, 0);
  });
});
