import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedUpgrade, type TestClient } from '../support/test-client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** 20 ms of silence. */
const CHUNK = Buffer.alloc(640);
const codesOf = (client: TestClient) =>
  client.received
    .filter(({ type }) => type === 'error')
    .map(({ code, details }) => [code, (details as { kind: string }).kind]);
async function counted(server: TestServer, series: string): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${server.running.adminPort}/metrics`)).text();
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.split(' ')[1] ?? 0);
}
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

test('control messages over their rate are answered 429, broken ones count, and audio, status and heartbeats do not', async (t) => {
  const server = await startTestServer(t, { CONTROL_MESSAGES_PER_SECOND: '1', CONTROL_BURST: '5' });
  const { speaker } = await server.speaker('ada');

  for (const text of ['no json', '{}', '{"action":"fly"}', '{"action":"setVolume"}']) speaker.send(text);
  speaker.send(CHUNK);
  speaker.send({ action: 'getSessionStatus' });
  for (let at = 0; at < 20; at += 1) speaker.send({ action: 'heartbeat', timestamp: at });
  speaker.send({ action: 'pauseBroadcast' });
  speaker.send({ action: 'resumeBroadcast' });
  speaker.send('no json either');
  await speaker.next('heartbeatAck', ({ clientTimestamp }) => clientTimestamp === 19);
  await speaker.next('broadcastPaused');
  const refused = await speaker.next('error');
  const other = await speaker.next('error');

  for (const error of [refused, other]) {
    assert.deepEqual([error.code, error.statusCode], ['RATE_LIMIT_EXCEEDED', 429]);
    const { kind, limit, retryAfterMs } = error.details as Record<string, number>;
    assert.deepEqual([kind, limit], ['control', 1]);
    assert.ok(Number(retryAfterMs) > 0 && Number(retryAfterMs) <= 1_000);
  }
  assert.ok(!speaker.received.some(({ type }) => type === 'broadcastResumed'), 'what is refused is not done');
  assert.equal(await counted(server, 'RateLimitViolations_total{kind="control"}'), 2);
});

test('status queries have a rate of their own', async (t) => {
  const server = await startTestServer(t);
  const { speaker } = await server.speaker('ada');

  for (let at = 0; at < 4; at += 1) speaker.send({ action: 'getSessionStatus' });
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');

  assert.equal(speaker.received.filter(({ type }) => type === 'sessionStatus').length, 3);
  assert.deepEqual(codesOf(speaker), [['RATE_LIMIT_EXCEEDED', 'status']]);
});

test('audio over its rate is dropped, counted and told once a second; what was acknowledged was taken', async (t) => {
  const server = await startTestServer(t, { AUDIO_CHUNKS_PER_SECOND: '1' });
  const { speaker } = await server.speaker('ada');

  for (let at = 0; at < 80; at += 1) speaker.send(at % 2 === 0 ? CHUNK : Buffer.alloc(3));
  await speaker.ask({ action: 'heartbeat' }, 'heartbeatAck');

  assert.equal(speaker.received.filter(({ type }) => type === 'audioReceived').length, 25);
  const kinds = codesOf(speaker).map(([code]) => code);
  assert.equal(kinds.filter((code) => code === 'INVALID_AUDIO_FORMAT').length, 25, 'a refused chunk counts as a chunk');
  assert.equal(kinds.filter((code) => code === 'RATE_LIMIT_EXCEEDED').length, 1);
  assert.equal(await counted(server, 'AudioChunksDropped_total{reason="rate"}'), 30);
  assert.equal(await counted(server, 'RateLimitViolations_total{kind="audio"}'), 30);
});

test('a speaker who goes on over the rate is warned, then the session ends for everybody', async (t) => {
  const server = await startTestServer(t, {
    AUDIO_CHUNKS_PER_SECOND: '5',
    AUDIO_BURST: '5',
    RATE_WARNING_MS: '300',
    RATE_CLOSE_MS: '900',
  });
  const { speaker, sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  const talking = setInterval(() => speaker.send(CHUNK), 20);
  t.after(async () => clearInterval(talking));

  const warning = await speaker.next('rateLimitWarning');
  const ended = await speaker.next('sessionEnded');
  clearInterval(talking);

  assert.equal(warning.limit, 5);
  assert.equal(ended.reason, 'rateLimit');
  assert.equal((await speaker.closed).code, 4429);
  assert.equal((await listener.next('sessionEnded')).reason, 'rateLimit');
  assert.equal((await listener.closed).code, 4410);
  assert.equal(await counted(server, 'ConnectionsClosedForRateLimit_total'), 1);
});

test('a listener who floods the server with audio is closed, and nobody’s session ends', async (t) => {
  const server = await startTestServer(t, {
    AUDIO_CHUNKS_PER_SECOND: '5',
    AUDIO_BURST: '5',
    RATE_WARNING_MS: '100',
    RATE_CLOSE_MS: '300',
  });
  const { speaker, sessionId } = await server.speaker('ada');
  const listener = await server.listener(sessionId, 'es');
  const flooding = setInterval(() => listener.send(CHUNK), 20);
  t.after(async () => clearInterval(flooding));

  assert.equal((await listener.closed).code, 4429);
  clearInterval(flooding);
  assert.ok(!listener.received.some(({ type }) => type === 'rateLimitWarning'), 'the warning is the speaker’s');
  await speaker.status();
});

test('who connects wrongly again and again is told to wait, and a right connect from there still goes in', async (t) => {
  const server = await startTestServer(t, { CONNECTS_REFUSED_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });
  const { sessionId } = await server.speaker('ada');
  const wrong = [{ action: 'fly' }, { token: 'bad' }, { sessionId: 'no id' }, { sessionId }];
  const askWrongly = (query: Record<string, string>, address = '192.0.2.1') =>
    refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(query)}`, from(address));

  const statuses = [];
  for (const query of wrong) statuses.push((await askWrongly(query)).status);
  const { status, body, headers } = await askWrongly({ token: 'bad' });

  assert.deepEqual(statuses, [400, 401, 400, 429]);
  const { kind, limit, retryAfterMs } = body.details as Record<string, number>;
  assert.deepEqual([status, body.code, kind, limit], [429, 'RATE_LIMIT_EXCEEDED', 'connect', 3]);
  assert.equal(headers['retry-after'], String(Math.ceil(Number(retryAfterMs) / 1000)));
  await server.connect({ sessionId, targetLanguage: 'es' }, from('192.0.2.1')).next('sessionJoined');
  assert.equal((await askWrongly({ token: 'bad' }, '192.0.2.2')).status, 401);
});

test('accepted connects of an address are limited, and a listener that comes back by its connection’s name is not counted', async (t) => {
  const server = await startTestServer(t, { CONNECTS_ACCEPTED_PER_MINUTE: '3', TRUSTED_PROXIES: '127.0.0.1' });
  const { sessionId } = await server.speaker('ada');
  const join = { sessionId, targetLanguage: 'ca' };
  const come = async (query: Record<string, string>, type: string) => {
    const client = server.connect(query, from('192.0.2.1'));
    return { client, greeting: await client.next(type) };
  };
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId };
  const { client: first, greeting } = await come(join, 'sessionJoined');
  const { client: second } = await come(join, 'sessionJoined');
  await second.ask({ action: 'changeLanguage', targetLanguage: 'gl' }, 'languageChanged');
  await first.close();

  // Its socket is closed; then the one after that is open; neither is counted, and the language need not be said again.
  const back = await come({ ...refresh, connectionId: String(greeting.connectionId) }, 'connectionRefreshComplete');
  const again = { ...refresh, connectionId: String(back.greeting.connectionId) };
  assert.equal((await come(again, 'connectionRefreshComplete')).greeting.targetLanguage, 'ca');
  await come(join, 'sessionJoined');
  const { body } = await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(join)}`, from('192.0.2.1'));
  const unknown = new URLSearchParams({ ...refresh, ...join, connectionId: 'a-strangers' });
  const stranger = await refusedUpgrade(`${server.wsUrl}/?${unknown}`, from('192.0.2.1'));
  const named = { ...refresh, connectionId: String(second.received[0]?.connectionId) };
  const { greeting: kept } = await come(named, 'connectionRefreshComplete');

  const { kind, limit } = body.details as Record<string, number>;
  assert.deepEqual([body.code, kind, limit], ['RATE_LIMIT_EXCEEDED', 'connect', 3]);
  assert.equal(stranger.status, 429, 'a name that nobody had is ignored');
  assert.equal(kept.targetLanguage, 'gl');
});

test('one address guesses ten sessions a minute, however it asks; then only who proves its place gets in', async (t) => {
  const server = await startTestServer(t, { UNKNOWN_SESSIONS_PER_MINUTE: '10', TRUSTED_PROXIES: '127.0.0.1' });
  const { sessionId } = await server.speaker('ada');
  const token = await server.token('ada');
  const listener = server.connect({ sessionId, targetLanguage: 'es' }, from('192.0.2.1'));
  const connectionId = String((await listener.next('sessionJoined')).connectionId);
  await listener.close();
  const bare = await server.connect({}, from('192.0.2.1')).opened();
  const upgrade = async (query: Record<string, string>) =>
    (await refusedUpgrade(`${server.wsUrl}/?${new URLSearchParams(query)}`, from('192.0.2.1'))).status;
  const http = async (method: string, id: string) => {
    const headers = { ...from('192.0.2.1').headers, authorization: `Bearer ${token}` };
    const body = method === 'PATCH' ? { body: '{"status":"ended"}' } : {};
    return (await fetch(`${server.url}/sessions/${id}`, { method, headers, ...body })).status;
  };
  const ways: ((id: string) => Promise<unknown>)[] = [
    (id) => upgrade({ sessionId: id, targetLanguage: 'es' }),
    (id) => upgrade({ sessionId: id, token }),
    (id) => upgrade({ action: 'refreshConnection', role: 'listener', sessionId: id, targetLanguage: 'es' }),
    (id) =>
      upgrade({ action: 'refreshConnection', role: 'listener', sessionId: id, connectionId, targetLanguage: 'es' }),
    (id) => upgrade({ action: 'refreshConnection', role: 'speaker', sessionId: id, token }),
    (id) => http('GET', id),
    (id) => http('PATCH', id),
    (id) => http('DELETE', id),
    async (id) => {
      bare.send({ action: 'joinSession', sessionId: id, targetLanguage: 'es' });
      return (await bare.next('error')).statusCode;
    },
  ];

  const told = [];
  for (let n = 0; n < 2 * ways.length; n += 1) told.push(await ways[n % ways.length]?.(`some-guess-${100 + n}`));

  assert.deepEqual(told, [...Array(10).fill(404), ...Array(8).fill(429)]);
  assert.equal(await upgrade({ sessionId, targetLanguage: 'es' }), 429, 'a right guess looks the same');
  const refresh = { action: 'refreshConnection', role: 'listener', sessionId, connectionId };
  await server.connect(refresh, from('192.0.2.1')).next('connectionRefreshComplete');
  await server.connect({ sessionId, token }, from('192.0.2.1')).next('sessionCreated');
  await server.connect({ sessionId, targetLanguage: 'es' }, from('192.0.2.2')).next('sessionJoined');
  assert.equal(await http('DELETE', sessionId), 204);
});

test('sessions of one user are limited, however they are made; what was refused does not count', async (t) => {
  const server = await startTestServer(t, { SESSIONS_PER_HOUR: '2' });
  const token = await server.token('ada');
  const post = () =>
    fetch(`${server.url}/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{"sourceLanguage":"en"}',
    });
  const { speaker } = await server.speaker('ada');
  assert.equal((await post()).status, 409);
  await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  assert.equal((await post()).status, 201);

  const refused = await post();

  assert.equal(refused.status, 429);
  const { code, details } = (await refused.json()) as { code: string; details: Record<string, unknown> };
  assert.deepEqual([code, details.kind, details.limit], ['RATE_LIMIT_EXCEEDED', 'create', 2]);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  await server.speaker('bob');
});

test('of many joins at once exactly as many get in as there is room for', async (t) => {
  const server = await startTestServer(t, { MAX_LISTENERS_PER_SESSION: '10' });
  const { speaker, sessionId } = await server.speaker('ada');

  const outcomes = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const client = server.connect({ sessionId, targetLanguage: 'es' });
      // Told before the upgrade, or right after it, when the last place was taken meanwhile.
      const closed = client.closed.then(() => 'refused' as const);
      return Promise.race([closed, client.next('sessionJoined').then(() => 'joined' as const)]).catch(() => 'refused');
    }),
  );

  assert.equal(outcomes.filter((outcome) => outcome === 'joined').length, 10);
  const { listenerCount } = await speaker.status();
  assert.equal(listenerCount, 10);
});
