import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { ready, runServer } from '../support/server-process.ts';
import { systemClockOf } from '../support/system-clock.ts';
import { TestClient } from '../support/test-client.ts';

const KEY = { accessKeyId: 'AKIADELIVERY', secretAccessKey: 'delivery-secret' };
/** More than a signature may be off. */
const STEPS_MS = [400_000, -400_000];
/** Of timestamps in whole seconds that were read a moment apart. */
const CLOSE_S = 3;

test('a system clock that is set forward or back costs a broadcast nothing, and everything said tells the new time', async (t) => {
  const clock = systemClockOf(t);
  const server = runServer(t, {
    ...clock.environment,
    DELIVERY_ACCESS_KEY_ID: KEY.accessKeyId,
    DELIVERY_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  });
  const { url } = await ready(server);
  const token = (userId: string) => devToken(url, { userId });
  const connect = (query: Record<string, string>) => {
    const client = new TestClient(`${url.replace('http', 'ws')}/?${new URLSearchParams(query)}`);
    t.after(() => client.socket.terminate());
    return client;
  };
  const deliver = async (ConnectionId: string, systemClockOffset: number) => {
    const client = new ApiGatewayManagementApiClient({
      ...{ endpoint: url, region: 'eu-west-1', credentials: KEY, maxAttempts: 1 },
      systemClockOffset,
    });
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('{"type":"audio"}') }));
      return 200;
    } catch (error) {
      return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    } finally {
      client.destroy();
    }
  };
  const isNow = (seconds: unknown) => Math.abs(Number(seconds) - clock.now() / 1_000) <= CLOSE_S;
  const speaker = connect({ token: await token('ada'), action: 'createSession', sourceLanguage: 'en' });
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = connect({ sessionId: String(sessionId), targetLanguage: 'es' });
  const { connectionId } = await listener.next('sessionJoined');
  let block = 0;
  const speak = async () => {
    for (let n = 0; n < 50; n += 1) {
      block += 1;
      speaker.send(stampBlock(block));
      await delay(20);
    }
  };
  await speak();
  // Through the pipeline, which signs what it delivers.
  await listener.next('audio');

  for (const stepMs of STEPS_MS) {
    clock.set(stepMs);
    await delay(50);

    assert.equal(await deliver(String(connectionId), stepMs), 200, 'signed by the new clock');
    assert.equal(await deliver(String(connectionId), 0), 403, 'signed by the old one');
    await speak();
    await listener.next('audio', ({ timestamp }) => isNow(timestamp));
    const status = await speaker.status();
    assert.ok(isNow(status.timestamp));
    assert.ok(Number(status.sessionDuration) < 30, 'it has not become older by the step');
    const muted = await speaker.ask({ action: 'muteBroadcast' }, 'broadcastMuted');
    assert.ok(isNow((muted.broadcastState as { lastStateChange: number }).lastStateChange));
    await speaker.ask({ action: 'unmuteBroadcast' }, 'broadcastUnmuted');
    // A token is held against the new clock, and so is what is made by it.
    const other = connect({ token: await token(`user${stepMs}`), action: 'createSession', sourceLanguage: 'en' });
    const created = await other.next('sessionCreated');
    assert.ok(isNow(created.timestamp) && isNow(Number(created.expiresAt) - 7_200));
  }
  assert.ok([speaker, listener].every(({ received }) => received.every(({ type }) => type !== 'sessionEnded')));
});
