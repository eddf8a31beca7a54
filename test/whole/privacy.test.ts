import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { DEFAULT_SCRIPT } from '../../emulators/transcribe/script.ts';
import { awsSettings } from '../../testkit/aws/services.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { AUDIENCE, ES, GOOD, ISSUER, sign, startIssuer } from '../support/issuer.ts';
import { leaksIn, type Secrets } from '../support/leak-search.ts';
import { type LogLine, readLogLines } from '../support/log-lines.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { ready, runServer, type ServerProcess } from '../support/server-process.ts';
import { type Received, refusedUpgrade, TestClient } from '../support/test-client.ts';
import { startStore, TABLE_NAMES, TEST_ACCOUNT_SETTINGS } from '../support/test-store.ts';

const USER = 'zanzibar-user-7741@example.com';
const ADDRESS = '203.0.113.77';
const AGENT = 'quagmire-browser/9.77';
/** What a client types where it should not. It may be echoed to the one who typed it, and to nobody and nowhere else. */
const TYPED = 'typed-flamenco-marker';
const HEADERS = { 'x-forwarded-for': ADDRESS, 'user-agent': AGENT };
const QUIET = {
  LOG_LEVEL: 'debug',
  TRUSTED_PROXIES: '127.0.0.1',
  CONNECTS_ACCEPTED_PER_MINUTE: '10000',
  CONNECTS_REFUSED_PER_MINUTE: '10000',
  UNKNOWN_SESSIONS_PER_MINUTE: '10000',
  AUDIO_CHUNKS_PER_SECOND: '10000',
  AUDIO_BURST: '10000',
  CONTROL_MESSAGES_PER_SECOND: '10000',
  CONTROL_BURST: '10000',
};
const DEADLINE_MS = 60_000;

/** Sound of its own, so that it is recognised wherever it turns up. */
const AUDIO = randomBytes(3_200);
const SECOND = 10;

const tokenSecrets = (token: string): Secrets => {
  const [, payload = '', signature = ''] = token.split('.');
  return { token, 'token payload': payload, 'token signature': signature };
};

/** Everything a client may get wrong, with the marker in it. @returns every error anybody was shown. */
async function doEverythingWrong(port: number, speaker: TestClient, sessionId: string, token: string) {
  const http = `http://127.0.0.1:${port}`;
  const ws = `ws://127.0.0.1:${port}/`;
  const shown: Received[] = [];
  const bearer = { ...HEADERS, authorization: `Bearer ${token}` };
  const tampered = `${token.slice(0, -8)}AAAAAAAA`;

  for (const message of [
    `{"action":"${TYPED}`,
    JSON.stringify([TYPED]),
    JSON.stringify({ action: TYPED }),
    JSON.stringify({ action: 'muteBroadcast', pad: TYPED.repeat(400) }),
    JSON.stringify({ action: 'setVolume', volumeLevel: TYPED }),
    JSON.stringify({ action: 'speakerStateChange', state: { [TYPED]: 1 } }),
    JSON.stringify({ action: 'joinSession', sessionId: TYPED, targetLanguage: TYPED }),
    JSON.stringify({ action: 'sendAudio', audioData: `${TYPED}!` }),
    JSON.stringify({ action: 'changeLanguage', targetLanguage: TYPED }),
    JSON.stringify({ action: 'sendAudio', audioData: TYPED.repeat(8_000) }),
  ]) {
    speaker.send(message);
    shown.push(await speaker.next('error'));
  }
  for (const [query, headers] of [
    [`token=${tampered}`, HEADERS],
    [`action=${TYPED}&token=${token}`, HEADERS],
    [`sessionId=${TYPED}&targetLanguage=es`, HEADERS],
    [`sessionId=${sessionId}&targetLanguage=${TYPED}`, HEADERS],
    ['', { ...HEADERS, authorization: `Bearer ${TYPED}` }],
    ['', { ...HEADERS, origin: `https://${TYPED}.example` }],
  ] as const) {
    shown.push((await refusedUpgrade(`${ws}?${query}`, { headers })).body);
  }
  for (const [method, path, headers, body] of [
    ['POST', '/sessions', bearer, `{"sourceLanguage":"${TYPED}"}`],
    ['POST', '/sessions', bearer, `{"sourceLanguage":"${TYPED}`],
    ['POST', '/sessions', { ...HEADERS, authorization: `Bearer ${tampered}` }, '{}'],
    ['POST', '/sessions', bearer, TYPED.repeat(10_000)],
    ['GET', `/sessions/${TYPED}-${TYPED}-001`, HEADERS, undefined],
    ['DELETE', `/sessions/${sessionId}`, HEADERS, undefined],
    ['GET', `/${TYPED}?token=${token}`, HEADERS, undefined],
    ['PUT', `/sessions/${sessionId}`, bearer, TYPED],
    ['GET', '/health', { ...HEADERS, origin: `https://${TYPED}.example` }, undefined],
  ] as const) {
    const response = await fetch(`${http}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    if (response.status >= 400) shown.push((await response.json()) as Received);
    else await response.body?.cancel();
  }
  for (const connectionId of [TYPED, `${TYPED}%ff`]) {
    await (await fetch(`${http}/@connections/${connectionId}`, { method: 'POST', body: TYPED })).text();
  }
  return shown;
}

/** The operator's pages, and everything the process wrote from its start to its end. */
async function outputOf(server: ServerProcess, adminPort: number): Promise<string> {
  const pages = await Promise.all(
    ['/metrics', '/readyz', '/healthz', '/nothing'].map(async (path) =>
      (await fetch(`http://127.0.0.1:${adminPort}${path}`)).text(),
    ),
  );
  server.child.kill('SIGTERM');
  await server.exited;
  return [...pages, server.stdout(), server.stderr()].join('\n');
}

function assertShownErrorsAreInTheLog(shown: readonly Received[], lines: readonly LogLine[]): void {
  for (const { code, correlationId } of shown) {
    const found = lines.filter((line) => line.correlationId === correlationId && line.metadata.code === code);
    assert.equal(found.length, 1, `${code} ${correlationId} is in ${found.length} lines`);
  }
}

/** Resolves once the log has a line of this operation with a code; does something again every second until then. */
async function logged(server: ServerProcess, operation: string, again: () => void = () => {}): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  const isThere = () =>
    readLogLines(server.stderr()).lines.some((line) => line.operation === operation && 'code' in line.metadata);
  while (!isThere()) {
    assert.ok(Date.now() < deadline, `no ${operation} in the log: ${server.stderr()}`);
    again();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function adminPortOf(server: ServerProcess): Promise<number> {
  return (JSON.parse(server.stdout().split('\n')[0] ?? '') as { adminPort: number }).adminPort;
}

function talk(speaker: TestClient, chunks: number): void {
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    if (chunk % 2 === 0) speaker.send(AUDIO);
    else speaker.send({ action: 'sendAudio', audioData: AUDIO.toString('base64') });
  }
}

test('what is said, typed and sent, and by whom, is in no line, no page and no span of the server', async (t) => {
  const receiver = await startOtlpReceiver(t);
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '50' };
  const server = runServer(t, { ...QUIET, ...otlp, EMBEDDED_ASR: 'script' });
  const { port } = await ready(server);
  const adminPort = await adminPortOf(server);
  const http = `http://127.0.0.1:${port}`;
  const token = await devToken(http, { userId: USER });
  const query = `action=createSession&sourceLanguage=en&token=${token}&transcripts=on`;
  const speaker = new TestClient(`ws://127.0.0.1:${port}/?${query}`, { headers: HEADERS });
  const created = await speaker.next('sessionCreated');
  const sessionId = String(created.sessionId);
  const listener = new TestClient(`ws://127.0.0.1:${port}/?sessionId=${sessionId}&targetLanguage=es&transcripts=on`, {
    headers: HEADERS,
  });
  const joined = await listener.next('sessionJoined');

  talk(speaker, 4 * SECOND);
  const heard = await listener.next('transcript', ({ isPartial }) => isPartial === false);
  const delivered = await listener.next('audio', ({ text }) => typeof text === 'string');
  const ConnectionId = encodeURIComponent(String(joined.connectionId));
  await fetch(`${http}/@connections/${ConnectionId}`, { method: 'POST', body: `{"type":"audio","text":"${TYPED}"}` });
  const facts = await (await fetch(`${http}/@connections/${ConnectionId}`)).text();
  const shown = await doEverythingWrong(port, speaker, sessionId, token);
  await speaker.ask({ action: 'endSession', reason: TYPED }, 'sessionEnded');
  const output = [await outputOf(server, adminPort), ...receiver.bodies].join('\n');

  for (const name of ['utterance', 'audio.chunk', 'transcript', 'segment', 'pipeline.deliver', 'listener.deliver']) {
    assert.ok(receiver.of(name).length > 0, `${name} was exported, so it could have leaked`);
  }
  assert.equal(heard.text, DEFAULT_SCRIPT.phrases[0]?.text);
  assert.match(facts, /quagmire/, 'the address and agent reach those who may ask, so they could have been logged');
  const identity: Secrets = { user: USER, address: ADDRESS, agent: AGENT, ...tokenSecrets(token) };
  const spoken: Secrets = {
    'first phrase': 'morning and welcome',
    'second phrase': 'about the river',
    'translated text': String(delivered.text),
    audio: AUDIO,
    ...(typeof delivered.audioData === 'string' ? { 'translated speech': delivered.audioData.slice(0, 200) } : {}),
  };
  const ids: Secrets = { speaker: String(created.connectionId), listener: String(joined.connectionId) };
  assert.deepEqual(
    leaksIn(output, { ...identity, ...spoken, ...ids, typed: TYPED, secret: 'embedded-endpoints-only' }),
    [],
  );
  assert.deepEqual(leaksIn(JSON.stringify(shown), { ...identity, ...spoken }), []);
  const { lines, problems } = readLogLines(server.stderr());
  assert.deepEqual(problems, []);
  assert.ok(shown.length >= 20);
  assert.ok(lines.some(({ message }) => message === 'embedded service output'));
  assertShownErrorsAreInTheLog(shown, lines);
});

async function startAws(t: TestContext) {
  const credentials = { accessKeyId: 'AKIAZANZIBAR', secretAccessKey: 'aws-secret-zanzibar' };
  const delivery = { DELIVERY_ACCESS_KEY_ID: 'AKIADELIVER', DELIVERY_SECRET_ACCESS_KEY: 'delivery-secret-zanzibar' };
  // A copy: the SDK notes in its credentials where they come from.
  const secrets: Secrets = { ...credentials, ...delivery };
  const issuer = await startIssuer({ after: (end) => t.after(end) });
  const dynamodb = await startDynamoDbEndpoint({});
  t.after(() => dynamodb.close());
  const phrases = [{ startMs: 100, endMs: 900, text: 'Whispering zanzibar whispers.' }];
  const transcribe = await startTranscribeEndpoint({
    recogniser: 'script',
    script: { phrases, finalDelayMs: 200, repeatEveryMs: 1_500 },
  });
  t.after(() => transcribe.close());
  const lambda = await startLambdaEndpoint({ functions: {} });
  t.after(() => lambda.close());
  await startStore(t, dynamodb.endpoint, { credentials });
  const addresses = {
    dynamodb: dynamodb.endpoint,
    transcribe: transcribe.endpoint,
    lambda: lambda.endpoint,
    functionName: 'pipeline',
  };
  const server = runServer(t, {
    ...QUIET,
    ...TEST_ACCOUNT_SETTINGS,
    ...awsSettings(addresses, TABLE_NAMES, issuer),
    ...delivery,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    TRANSLATION_RETRY_DELAY_MS: '0',
    DYNAMODB_RETRY_BASE_MS: '1',
    DRAIN_TIMEOUT_MS: '500',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
  });
  return { server, issuer, dynamodb, transcribe, secrets };
}

test('when everything behind it fails, every line about a failure has a code and a correlation id, and none a secret', async (t) => {
  const { server, issuer, dynamodb, transcribe, secrets } = await startAws(t);
  const { port } = await ready(server);
  const adminPort = await adminPortOf(server);
  const token = await sign(ES.privateKey, { ...GOOD, sub: USER });
  const url = `ws://127.0.0.1:${port}/?action=createSession&sourceLanguage=en`;
  const withToken = { headers: { ...HEADERS, authorization: `Bearer ${token}` } };

  issuer.status = 503;
  const away = await fetch(`http://127.0.0.1:${port}/sessions`, { method: 'POST', ...withToken, body: '{}' });
  const refused = (await away.json()) as Received;
  assert.equal(away.status, 503);
  assert.deepEqual([refused.code, refused.details], ['SERVICE_UNAVAILABLE', { service: 'AUTH_JWKS' }]);
  issuer.status = 200;
  await logged(server, 'fetch_keys');
  const speaker = await connected(url, withToken);
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = new TestClient(`ws://127.0.0.1:${port}/?sessionId=${sessionId}&targetLanguage=es`, {
    headers: HEADERS,
  });
  await listener.next('sessionJoined');
  await logged(server, 'forward_transcript', () => talk(speaker, 2 * SECOND));
  await transcribe.close();
  await logged(server, 'transcribe');
  await dynamodb.close();
  speaker.send({ action: 'pauseBroadcast' });
  await logged(server, 'write_record');
  const output = await outputOf(server, adminPort);

  const spoken: Secrets = { phrase: 'Whispering zanzibar', audio: AUDIO };
  assert.deepEqual(
    leaksIn(output, { user: USER, address: ADDRESS, agent: AGENT, ...tokenSecrets(token), ...spoken }),
    [],
  );
  assert.deepEqual(leaksIn(output, secrets), []);
  const { lines, problems } = readLogLines(server.stderr());
  assert.deepEqual(problems, []);
  assertShownErrorsAreInTheLog([refused], lines);
  for (const operation of ['forward_transcript', 'transcribe']) {
    const failures = lines.filter((line) => line.operation === operation && 'code' in line.metadata);
    assert.ok(failures.every((line) => line.correlationId === sessionId));
  }
});

/** The issuer is asked again a second after it failed: until then tokens cannot be verified. */
async function connected(url: string, options: { headers: Record<string, string> }): Promise<TestClient> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const client = new TestClient(url, options);
    const isOpen = await client.opened().then(
      () => true,
      () => false,
    );
    if (isOpen) return client;
    assert.ok(Date.now() < deadline, 'tokens were never verified again');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
