import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { until } from '../../testkit/until.ts';
import { type AwsServer, startAwsServer } from '../support/aws-server.ts';
import { refusedUpgrade, TestClient } from '../support/test-client.ts';

const ENVIRONMENT = {
  BREAKER_OPEN_MS: '500',
  DYNAMODB_RETRY_BASE_MS: '1',
  CONNECTS_ACCEPTED_PER_MINUTE: '10000',
  CONNECTS_REFUSED_PER_MINUTE: '10000',
  UNKNOWN_SESSIONS_PER_MINUTE: '10000',
  AUDIO_CHUNKS_PER_SECOND: '100000',
  AUDIO_BURST: '100000',
  CONTROL_MESSAGES_PER_SECOND: '1000',
  CONTROL_BURST: '1000',
};

function clientsOf(t: TestContext, server: AwsServer) {
  const wsUrl = (query: Record<string, string>) =>
    `${server.url.replace(/^http/, 'ws')}/?${new URLSearchParams(query)}`;
  const connect = (query: Record<string, string>) => {
    const client = new TestClient(wsUrl(query));
    t.after(() => client.socket.terminate());
    return client;
  };
  const join = async (sessionId: string, targetLanguage: string, more: Record<string, string> = {}) => {
    const client = connect({ sessionId, targetLanguage, ...more });
    const { connectionId } = await client.next('sessionJoined');
    return { client, connectionId: String(connectionId) };
  };
  return { wsUrl, connect, join };
}

async function readyz(url: string): Promise<{ status: number; reasons: string[] }> {
  const response = await fetch(`${url}/readyz`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  return { status: response.status, reasons };
}

/** Nothing waits to be written, and the server is ready for more. */
async function isCaughtUp(server: AwsServer): Promise<true | undefined> {
  const page = await (await fetch(`${server.adminUrl}/metrics`)).text();
  if (!/^RecordsWaiting 0$/m.test(page)) return undefined;
  return (await readyz(server.url)).status === 200 ? true : undefined;
}

const toBlocks = (client: TestClient) =>
  client.received
    .filter(({ type, isPartial }) => type === 'transcript' && isPartial === false)
    .flatMap(({ text }) => [...String(text).matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1])));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

test('with DynamoDB away a broadcast goes on; once it is back the rows end as the session stands, none resurrected', async (t) => {
  const server = await startAwsServer(t, ENVIRONMENT);
  const { wsUrl, connect, join } = clientsOf(t, server);
  const { dynamodb } = server.gates;
  const speaker = connect({ token: await server.token('ada'), action: 'createSession', sourceLanguage: 'en' });
  const created = await speaker.next('sessionCreated');
  const sessionId = String(created.sessionId);
  const stays = await join(sessionId, 'es', { transcripts: 'on' });
  const leaves = await join(sessionId, 'fr');
  await until('rows from before', () => isCaughtUp(server));
  assert.equal((await server.connectionRows()).length, 3);
  let block = 0;
  const speak = async (blocks: number) => {
    for (const end = block + blocks; block < end; block += 5) {
      speaker.send(Buffer.concat([1, 2, 3, 4, 5].map((next) => stampBlock(block + next))));
      assert.equal((await speaker.next('audioReceived')).dropped, undefined);
    }
  };
  const versionBefore = (await server.store.getSession(sessionId))?.version ?? 0;

  dynamodb.shut();

  await t.test('audio is taken, recognised, shown and forwarded', async () => {
    await speak(100);
    await stays.client.next('transcript', ({ isPartial }) => isPartial === false);
    await until('forwarded final', async () => ((await server.invoked()).length > 0 ? true : undefined));
  });

  let late: Awaited<ReturnType<typeof join>>;
  let brief: Awaited<ReturnType<typeof join>>;
  await t.test('controls are acknowledged and listeners notified; they come, change and go', async () => {
    for (const [action, answer] of [
      ['pauseBroadcast', 'broadcastPaused'],
      ['resumeBroadcast', 'broadcastResumed'],
      ['muteBroadcast', 'broadcastMuted'],
    ] as const) {
      const { listenersNotified } = await speaker.ask({ action }, answer);
      assert.equal(listenersNotified, 2);
      await stays.client.next(answer);
    }
    await speaker.ask({ action: 'setVolume', volumeLevel: 0.25 }, 'volumeChanged');
    await stays.client.next('volumeChanged', ({ volumeLevel }) => volumeLevel === 0.25);
    late = await join(sessionId, 'de');
    brief = await join(sessionId, 'it');
    await brief.client.close();
    await leaves.client.close();
    await stays.client.ask({ action: 'changeLanguage', targetLanguage: 'ca' }, 'languageChanged');
    await until('two listeners', async () => ((await speaker.status()).listenerCount === 2 ? true : undefined));
  });

  await t.test('readiness and refusals name DynamoDB', async () => {
    for (const url of [server.url, server.adminUrl]) {
      await until('reason', async () => {
        const { status, reasons } = await readyz(url);
        return status === 503 && reasons.some((reason) => reason.includes('DynamoDB cannot be reached'))
          ? true
          : undefined;
      });
    }
    const token = await server.token('bea');
    const { status, body } = await refusedUpgrade(wsUrl({ token, action: 'createSession', sourceLanguage: 'en' }));
    assert.deepEqual([status, body.code, body.details], [503, 'SERVICE_UNAVAILABLE', { service: 'DynamoDB' }]);
    const answer = await fetch(`${server.url}/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ sourceLanguage: 'en' }),
    });
    const refused = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual([answer.status, refused.details], [503, { service: 'DynamoDB' }]);
  });

  await t.test('back again: the latest state, the listeners who are there, and no other row', async () => {
    assert.equal((await server.store.getSession(sessionId))?.version, versionBefore, 'nothing was written meanwhile');
    dynamodb.open();
    await until('caught up rows', () => isCaughtUp(server));

    const row = await server.store.getSession(sessionId);
    const { broadcastState } = await speaker.ask({ action: 'setVolume', volumeLevel: 0.25 }, 'volumeChanged');
    assert.deepEqual(row?.broadcastState, broadcastState);
    assert.deepEqual([row?.broadcastState.isMuted, row?.broadcastState.isPaused, row?.listenerCount], [true, false, 2]);
    const rows = (await server.store.listConnections(sessionId)).map(
      ({ connectionId, targetLanguage }) => `${connectionId} ${targetLanguage}`,
    );
    assert.deepEqual(rows.sort(), [`${stays.connectionId} ca`, `${late.connectionId} de`].sort());
    assert.deepEqual(
      (await server.connectionRows()).sort(),
      [String(created.connectionId), stays.connectionId, late.connectionId].sort(),
    );
  });

  await t.test(
    'a session that ends while it is away has ended in its row, and leaves no connection behind',
    async () => {
      dynamodb.shut();
      await speaker.ask({ action: 'speakerStateChange', state: { isMuted: false, volume: 1 } }, 'speakerStateChanged');
      await speak(100);
      await speaker.ask({ action: 'endSession' }, 'sessionEnded');
      for (const { client } of [stays, late]) await client.next('sessionEnded');
      assert.deepEqual(toBlocks(stays.client), upTo(block), 'nothing was lost of what was said');
      assert.equal((await server.store.getSession(sessionId))?.isActive, true);

      dynamodb.open();
      await until('caught up rows', () => isCaughtUp(server));

      const row = await server.store.getSession(sessionId);
      assert.deepEqual([row?.isActive, row?.listenerCount], [false, 0]);
      assert.deepEqual(await server.connectionRows(), []);
    },
  );
});
