import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { until } from '../../testkit/until.ts';
import { type AwsServer, startAwsServer } from '../support/aws-server.ts';
import { type Received, refusedUpgrade, TestClient } from '../support/test-client.ts';

const DEADLINE_MS = 30_000;
/** Longer than any test: what ends by itself did not end by this. */
const NEVER_MS = '600000';
/** 20 ms each: a first final, and a sentence that is not over. */
const BLOCKS = 65;

/** A speaker and somebody who listens. */
async function startBroadcast(t: TestContext, server: AwsServer) {
  const token = await server.token('ada');
  const speaker = connect(t, server, { token, action: 'createSession', sourceLanguage: 'en' });
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = connect(t, server, { sessionId: String(sessionId), targetLanguage: 'es', transcripts: 'on' });
  await listener.next('sessionJoined');
  return { token, speaker, listener, sessionId: String(sessionId) };
}

function connect(t: TestContext, server: AwsServer, query: Record<string, string>): TestClient {
  const client = new TestClient(wsUrl(server, query));
  t.after(() => client.socket.terminate());
  return client;
}

function wsUrl(server: AwsServer, query: Record<string, string>): string {
  return `${server.url.replace(/^http/, 'ws')}/?${new URLSearchParams(query)}`;
}

/** As fast as it is taken. */
async function speak(speaker: TestClient, from: number, to: number): Promise<void> {
  for (let block = from; block <= to; block += 5) {
    speaker.send(Buffer.concat([0, 1, 2, 3, 4].map((next) => stampBlock(block + next))));
    assert.equal((await speaker.next('audioReceived')).dropped, undefined);
  }
}

/** The final that names the block. */
async function finalWith(client: TestClient, block: number): Promise<void> {
  const names = new RegExp(`\\bb${block}\\b`, 'i');
  const isIt = ({ type, isPartial, text }: Received) =>
    type === 'transcript' && isPartial === false && names.test(String(text));
  // On a busy machine it may have come between acknowledgements that were waited for.
  if (!client.received.some(isIt)) await client.next('transcript', isIt);
}

const toBlocks = (texts: readonly string[]) =>
  texts.flatMap((text) => [...text.matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1])));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

async function exitOf(server: AwsServer): Promise<number | null> {
  const late = sleep(DEADLINE_MS, 'still running' as const, { ref: false });
  const how = await Promise.race([server.process.exited, late]);
  assert.notEqual(how, 'still running');
  return how as number | null;
}

const shutDownLines = (server: AwsServer) =>
  server.log().flatMap(({ operation, message }) => (operation === 'shut_down' ? [message] : []));

test('SIGTERM in the middle of a sentence: what was said is recognised and forwarded, then all are sent away', async (t) => {
  // Nothing but the end of the work may end it.
  const server = await startAwsServer(t, {
    DRAIN_TIMEOUT_MS: NEVER_MS,
    SESSION_DRAIN_MS: NEVER_MS,
    TRANSLATION_TIMEOUT_MS: NEVER_MS,
    SESSION_LINGER_MS: '100',
    AUDIO_CHUNKS_PER_SECOND: '100000',
    AUDIO_BURST: '100000',
  });
  const { token, speaker, listener, sessionId } = await startBroadcast(t, server);
  const visitor = connect(t, server, { token: await server.token('bea') });
  await visitor.opened();
  const { lambda } = server.gates;
  // The pipeline takes its time, so that there is one to look around in.
  lambda.hold();
  await speak(speaker, 1, BLOCKS);
  await finalWith(speaker, 1);
  await until('rows', async () => (await server.connectionRows()).length === 2);

  server.process.child.kill('SIGTERM');

  for (const client of [speaker, listener]) {
    assert.ok(Number((await client.next('serverDraining')).retryAfterMs) > 0);
    await finalWith(client, BLOCKS);
  }
  assert.equal((await visitor.closed).code, 1001, 'who has joined nothing is sent away at once');
  await until('end of the stream', async () => server.faults.status().streams.every(({ ended }) => ended === 'end'));
  assert.deepEqual(
    server.faults.status().streams.map(({ endFrame }) => endFrame),
    [true],
  );
  for (const url of [server.url, server.adminUrl]) {
    const response = await fetch(`${url}/readyz`);
    assert.equal(response.status, 503);
    assert.deepEqual(((await response.json()) as { reasons: string[] }).reasons, ['draining']);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  }
  const refusals = [
    await refusedUpgrade(wsUrl(server, { token, sessionId })),
    await refusedUpgrade(wsUrl(server, { sessionId, targetLanguage: 'fr' })),
    await answerOf(server, 'POST', '/sessions', token),
    await answerOf(server, 'GET', `/sessions/${sessionId}`, token),
    await answerOf(server, 'DELETE', `/sessions/${sessionId}`, token),
  ];
  for (const { status, body } of refusals) {
    assert.deepEqual([status, body.code, body.details], [503, 'SERVICE_UNAVAILABLE', { service: 'draining' }]);
  }
  speaker.send(stampBlock(BLOCKS + 1));
  assert.equal((await speaker.next('audioReceived')).dropped, 'draining');
  assert.equal(speaker.socket.readyState, speaker.socket.OPEN, 'nobody is sent away before it is forwarded');

  lambda.open();

  for (const client of [speaker, listener]) {
    assert.equal((await client.closed).code, 1001);
    assert.ok(client.received.every(({ type }) => type !== 'sessionEnded'));
  }
  assert.equal(await exitOf(server), 0);
  assert.deepEqual(shutDownLines(server), ['draining'], 'and nothing was cut short');
  const finals = (await server.invoked()).filter(({ isPartial }) => isPartial === false);
  assert.deepEqual(toBlocks(finals.map(({ transcriptText }) => String(transcriptText))), upTo(BLOCKS));
  const row = await server.store.getSession(sessionId);
  assert.deepEqual([row?.isActive, row?.broadcastState.isActive, row?.listenerCount], [true, true, 0]);
  assert.deepEqual(await server.connectionRows(), []);
});

for (const [service, hang] of [
  ['Transcribe', (server: AwsServer) => server.gates.transcribe.hold()],
  ['Lambda', (server: AwsServer) => server.gates.lambda.hold()],
] as const) {
  test(`SIGTERM while ${service} hangs: everybody is sent away and the rows are written, when the drain time is up`, async (t) => {
    const server = await startAwsServer(t, {
      DRAIN_TIMEOUT_MS: '4000',
      SESSION_DRAIN_MS: NEVER_MS,
      TRANSLATION_TIMEOUT_MS: NEVER_MS,
      TRANSCRIBE_STALL_MS: NEVER_MS,
      AUDIO_CHUNKS_PER_SECOND: '100000',
      AUDIO_BURST: '100000',
    });
    const { speaker, listener, sessionId } = await startBroadcast(t, server);
    await speak(speaker, 1, 5);
    await speaker.next('transcript');
    hang(server);
    await speak(speaker, 6, BLOCKS);

    server.process.child.kill('SIGTERM');

    for (const client of [speaker, listener]) {
      await client.next('serverDraining');
      assert.equal((await client.closed).code, 1001);
      assert.ok(client.received.every(({ type }) => type !== 'sessionEnded'));
    }
    assert.equal(await exitOf(server), 0);
    const [, cut, late] = shutDownLines(server);
    assert.equal(cut, 'sessions not finished in time');
    assert.equal((await server.store.getSession(sessionId))?.isActive, true);
    // How fast this machine writes is not the claim; that it says so is.
    if (late === undefined) assert.deepEqual(await server.connectionRows(), []);
    else assert.equal(late, 'rows not written in time');
  });
}

test('SIGTERM while DynamoDB hangs: the rest is done, and the process ends all the same', async (t) => {
  const server = await startAwsServer(t, { DRAIN_TIMEOUT_MS: '2000', SESSION_LINGER_MS: '1' });
  const { speaker, listener, sessionId } = await startBroadcast(t, server);
  await until('row of the listener', async () => (await server.store.listConnections(sessionId)).length === 1);
  server.gates.dynamodb.hold();
  await speak(speaker, 1, 5);

  server.process.child.kill('SIGTERM');

  for (const client of [speaker, listener]) assert.equal((await client.closed).code, 1001);
  assert.equal(await exitOf(server), 0);
  assert.deepEqual(shutDownLines(server), ['draining', 'rows not written in time']);
  assert.equal((await server.store.getSession(sessionId))?.isActive, true);
  const finals = (await server.invoked()).filter(({ isPartial }) => isPartial === false);
  assert.deepEqual(toBlocks(finals.map(({ transcriptText }) => String(transcriptText))), upTo(5));
});

test('a second SIGTERM, a second or more after the first, ends the process without waiting', async (t) => {
  const server = await startAwsServer(t, {
    DRAIN_TIMEOUT_MS: NEVER_MS,
    SESSION_DRAIN_MS: NEVER_MS,
    TRANSLATION_TIMEOUT_MS: NEVER_MS,
  });
  const { speaker } = await startBroadcast(t, server);
  server.gates.lambda.hold();
  await speak(speaker, 1, 5);
  server.process.child.kill('SIGTERM');
  await speaker.next('serverDraining');
  // One that follows at once is the same key press, heard twice.
  server.process.child.kill('SIGTERM');

  const repeated = setInterval(() => server.process.child.kill('SIGTERM'), 500);
  t.after(() => clearInterval(repeated));

  assert.equal(await exitOf(server), 1);
  await speaker.closed;
});

test('DRAIN_DELAY_MS: readyz says 503 at once on both ports, everybody is served and let in until a second SIGTERM', async (t) => {
  const server = await startAwsServer(t, { DRAIN_DELAY_MS: NEVER_MS, SESSION_LINGER_MS: '1' });
  const { speaker, listener, sessionId } = await startBroadcast(t, server);
  const readiness = async (url: string) => {
    const response = await fetch(`${url}/readyz`);
    return [response.status, await response.json()];
  };
  assert.deepEqual(await readiness(server.url), [200, { status: 'ready' }]);

  // One key press that arrives twice: that skips nothing.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) server.process.child.kill(signal);
  await until('503', async () => (await readiness(server.url))[0] === 503);

  for (const url of [server.url, server.adminUrl]) {
    assert.deepEqual(await readiness(url), [503, { status: 'unready', reasons: ['draining'] }]);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  }
  const late = connect(t, server, { sessionId, targetLanguage: 'fr' });
  await late.next('sessionJoined');
  const other = connect(t, server, { token: await server.token('bea'), action: 'createSession', sourceLanguage: 'en' });
  await other.next('sessionCreated');
  assert.equal((await answerOf(server, 'GET', `/sessions/${sessionId}`, '')).status, 200);
  assert.equal((await answerOf(server, 'POST', '/sessions', await server.token('cleo'))).status, 201);
  await speak(speaker, 1, 5);
  await listener.next('transcript');
  for (const client of [speaker, listener, late, other]) {
    assert.ok(client.received.every(({ type }) => type !== 'serverDraining'));
    assert.equal(client.socket.readyState, client.socket.OPEN);
  }
  assert.deepEqual(shutDownLines(server), ['drain announced']);

  // Not the same key press any more.
  await sleep(1_100);
  server.process.child.kill('SIGTERM');

  for (const client of [speaker, listener, late, other]) assert.equal((await client.closed).code, 1001);
  assert.equal(await exitOf(server), 0);
  assert.deepEqual(shutDownLines(server), ['drain announced', 'draining']);
});

async function answerOf(server: AwsServer, method: string, path: string, token: string) {
  const init = { method, headers: { authorization: `Bearer ${token}` } };
  const body = JSON.stringify({ sourceLanguage: 'en' });
  const response = await fetch(`${server.url}${path}`, method === 'POST' ? { ...init, body } : init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
