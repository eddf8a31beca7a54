import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';

test('a joined client is asked to refresh and then warned as it ages; one that has joined nothing is not', async (t) => {
  const server = await startTestServer(t, {
    CONNECTION_REFRESH_MS: '200',
    CONNECTION_WARNING_MS: '400',
    CONNECTION_WARNING_EVERY_MS: '100',
  });
  const waiting = server.connect({});
  await waiting.opened();
  const { speaker, sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');

  for (const client of [speaker, listener]) {
    const asked = await client.next('connectionRefreshRequired');
    const warned = await client.next('connectionWarning');
    await client.next('connectionWarning');

    assert.equal(asked.sessionId, sessionId);
    assert.equal(warned.remainingMinutes, 120);
  }
  const before = speaker.received.length;
  await speaker.ask({ action: 'refreshConnection' }, 'connectionRefreshComplete');
  await speaker.next('connectionRefreshRequired');
  assert.ok(speaker.received.length > before);
  assert.deepEqual(waiting.received, []);
});

test('a client that answers no ping is told and closed with 4408; one that answers stays', async (t) => {
  // Long enough for the one that answers to be heard on a machine that stands still for a second.
  const server = await startTestServer(t, { PING_INTERVAL_MS: '1500', IDLE_TIMEOUT_MS: '3000' });
  const { speaker, sessionId } = await server.speaker('ada');
  const dead = connect({ host: '127.0.0.1', port: server.running.port });
  t.after(async () => {
    dead.destroy();
  });
  const key = Buffer.alloc(16).toString('base64');
  dead.write(
    `GET /?sessionId=${sessionId}&targetLanguage=es HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const parts: Buffer[] = [];
  dead.on('data', (part: Buffer) => parts.push(part));

  await once(dead, 'end');

  const bytes = Buffer.concat(parts);
  assert.match(bytes.toString('latin1'), /"type":"connectionTimeout"/);
  assert.ok(bytes.includes(Buffer.from([0x89, 0x00])), 'it was pinged first');
  // The last frame is the close, its first two bytes the code.
  const close = bytes.lastIndexOf(Buffer.from([0x88]));
  assert.equal(bytes.readUInt16BE(close + 2), 4408);
  // It sent nothing either, but its library answers pings.
  const { listenerCount } = await speaker.status();
  assert.equal(listenerCount, 0);
});
