/** The suite's own instruments are shown to measure: speech, tokens, what is observed, and clients that wait. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { WebSocketServer } from 'ws';
import { dictate } from '../../../emulators/transcribe/dictated-audio.ts';
import { stampBlock } from '../../../emulators/transcribe/stamp.ts';
import { readStamps } from '../../../emulators/transcribe/stamped-audio.ts';
import { AUDIENCE, ISSUER, startIssuer } from '../../../testkit/aws/issuer.ts';
import { Client } from '../../../verify/contract/client.ts';
import { dictation, itemsOf, textOf } from '../../../verify/contract/dictation.ts';
import { Observed } from '../../../verify/contract/observed.ts';
import { RawClient } from '../../../verify/contract/raw-client.ts';
import { block, STABLE_PARTIAL, tone } from '../../../verify/contract/speech.ts';
import { ask, askToUpgrade, isRefused } from '../../../verify/contract/web.ts';

const now = Math.floor(Date.now() / 1000);

async function socketServer(t: TestContext, onMessage: (text: string, reply: (message: unknown) => void) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    const reply = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    socket.on('message', (data) => onMessage(String(data), reply));
  });
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function clientOf(t: TestContext, url: string): Promise<Client> {
  const client = new Client(url, new Observed());
  t.after(() => client.terminate());
  await client.opened;
  return client;
}

test('a block of the suite is a block of the recogniser', () => {
  for (const number of [0, 1, 255, 256, 70_000]) assert.deepEqual(block(number), Buffer.from(stampBlock(number)));
  assert.deepEqual(
    readStamps(STABLE_PARTIAL),
    Array.from({ length: 23 }, (_, i) => i + 1),
  );
  assert.equal(STABLE_PARTIAL.length, 32_000);
});

test('a dictation of the suite is one of the recogniser', () => {
  for (const value of [{}, { failsOnce: 'x' }, { results: ['¿Qué?'.repeat(200)] }]) {
    assert.deepEqual(dictation(value), dictate(value));
  }
});

test('the items of a text are its words and marks, evenly in time, with as many stable as were asked for', () => {
  const items = itemsOf('Well, this is it.', { fromMs: 500, stableWords: 1 });

  assert.deepEqual(
    items.map(({ content, startMs, endMs, stable }) => [content, startMs, endMs, stable]),
    [
      ['Well', 500, 580, true],
      [',', 580, 580, true],
      ['this', 600, 680, false],
      ['is', 700, 780, false],
      ['it', 800, 880, false],
      ['.', 880, 880, false],
    ],
  );
  assert.equal(textOf(items), 'Well, this is it.');
  const unsure = itemsOf('Well, this', { stableWords: 1, markIsStable: false });
  assert.deepEqual(
    unsure.map(({ stable }) => stable),
    [true, false, false],
  );
});

test('a tone is as loud as it is said to be', () => {
  for (const dbfs of [-20, -46, -60]) {
    const pcm = tone(dbfs, 100);
    let squares = 0;
    for (let at = 0; at < pcm.length; at += 2) squares += (pcm.readInt16LE(at) / 32_768) ** 2;
    assert.ok(Math.abs(10 * Math.log10(squares / (pcm.length / 2)) - dbfs) < 0.2, `${dbfs}`);
  }
});

test('the issuer signs tokens that anybody can verify', async (t) => {
  const issuer = await startIssuer();
  t.after(() => issuer.close());
  const keys = createRemoteJWKSet(new URL(issuer.jwksUrl));

  for (const algorithm of ['RS256', 'ES256'] as const) {
    const token = issuer.token('ada', { colour: 'blue' }, algorithm);
    const { payload } = await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE });
    assert.equal(payload.sub, 'ada');
    assert.equal(payload.colour, 'blue');
  }
});

test('a frame that breaks a general rule is remembered', () => {
  const observed = new Observed();
  const see = (message: unknown) => observed.frame(Buffer.from(JSON.stringify(message)), false);
  const good = { type: 'broadcastPaused', sessionId: 'a-b-123', timestamp: now };

  see(good);
  see({ type: 'heartbeatAck', timestamp: now });
  for (const kind of ['frame', 'type', 'timestamp', 'sessionId', 'error', 'lastStateChange'] as const) {
    assert.deepEqual(observed.faults(kind), [], kind);
  }
  see({ ...good, timestamp: Date.now() });
  see({ type: 'broadcastPaused', timestamp: now });
  see({ type: 'error', code: 'X', timestamp: now });
  see({ ...good, broadcastState: { lastStateChange: Date.now() } });
  see({ sessionId: 'a-b-123', timestamp: now });
  see([good]);
  observed.frame(Buffer.from([1]), true);

  assert.equal(observed.faults('timestamp').length, 1);
  assert.deepEqual(observed.faults('error'), ['an error without statusCode, message, details, correlationId']);
  assert.equal(observed.faults('sessionId')[0], 'broadcastPaused without sessionId');
  assert.equal(observed.faults('lastStateChange').length, 1);
  assert.equal(observed.faults('type').length, 1);
  assert.equal(observed.faults('frame').length, 2);
});

test('a client takes each message once, and says what came instead of what it waits for', async (t) => {
  const url = await socketServer(t, (text, reply) => {
    reply({ type: 'error', code: 'NOPE', details: {} });
    reply({ type: 'echo', text });
  });
  const client = await clientOf(t, url);

  await assert.rejects(client.ask('one', 'echo'), { message: 'expected echo, got error NOPE {}' });
  assert.equal((await client.next('echo')).text, 'one');
  await assert.rejects(client.next('echo', undefined, 30), { message: 'expected echo within 0.03 s, got nothing' });
  await assert.rejects(client.refused('two', 'INVALID_MESSAGE'), /expected the error.code to be "INVALID_MESSAGE"/);
});

test('a wait that was given up takes nothing of what comes later', async (t) => {
  const client = await clientOf(t, await socketServer(t, (text, reply) => reply({ type: 'echo', text })));

  await assert.rejects(client.next('echo', undefined, 20), /expected echo within/);
  client.send('late');

  assert.equal((await client.next('echo')).text, 'late');
});

test('a client notices that an error is none', async (t) => {
  const client = await clientOf(t, await socketServer(t, (_, reply) => reply({ type: 'broadcastPaused' })));

  await assert.rejects(client.refused({ action: 'dance' }, 'INVALID_ACTION'), /expected error INVALID_ACTION, got/);
});

test('a client tells the close codes apart', async (t) => {
  const client = await clientOf(t, await socketServer(t, () => {}));
  client.socket.close(4_000, 'enough');

  await assert.rejects(client.closesWith(4_001), /expected close 4001, got close 4000/);
});

test('the raw client speaks frames of every length, and reads them', async (t) => {
  const url = await socketServer(t, (text, reply) => reply({ type: 'length', length: text.length, text }));
  const client = await RawClient.open(`${url}/?x=1`);
  t.after(() => client.terminate());

  for (const length of [1, 125, 126, 65_535, 65_536, 200_000]) {
    client.send('y'.repeat(length));
    await client.next('length');
    assert.equal(client.messages()[0]?.length, length);
    client.frames.length = 0;
  }
});

test('the raw client can break the rules, and reads the close code', async (t) => {
  const client = await RawClient.open(await socketServer(t, () => {}));
  client.send('unmasked', { isMasked: false });

  await client.ends([1002]);
});

test('an upgrade that is refused and one that is let in are told apart', async (t) => {
  const url = await socketServer(t, () => {});

  assert.equal((await askToUpgrade(url)).status, 101);
  const answer = await ask(url.replace('ws', 'http'));
  assert.equal(answer.status, 426);
  assert.throws(() => isRefused(answer, 'INVALID_TOKEN'), /expected HTTP 401 INVALID_TOKEN, got HTTP 426/);
});
