import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';
import { createRecordStore } from '../../src/integrations/dynamodb/record-store.ts';
import { ensureTables } from '../../src/integrations/dynamodb/tables.ts';
import { ready, runServer } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';
import { UNHURRIED } from '../support/unhurried.ts';

const HANDLER = fileURLToPath(new URL('handlers/echo.ts', import.meta.url));
const ISSUER = 'https://issuer.example/pool';
const TABLES = { sessionsTable: 'Sessions', connectionsTable: 'Connections' };

test('AWS mode runs on nothing but the environment: endpoints, tables, an issuer’s keys and a function name', async (t) => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwks = createServer(async (_, response) => {
    response.end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] }));
  }).listen(0, '127.0.0.1');
  await once(jwks, 'listening');
  t.after(() => jwks.close());
  const dynamodb = await startDynamoDbEndpoint({});
  t.after(() => dynamodb.close());
  const transcribe = await startTranscribeEndpoint({ recogniser: 'stamped' });
  t.after(() => transcribe.close());
  const lines: string[] = [];
  const lambda = await startLambdaEndpoint({
    functions: { pipeline: { module: HANDLER } },
    log: ({ line }) => lines.push(line),
  });
  t.after(() => lambda.close());
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const store = createRecordStore({
    region: 'eu-west-1',
    endpoint: dynamodb.endpoint,
    credentials,
    ...TABLES,
    ...UNHURRIED,
  });
  t.after(() => store.close());
  await ensureTables(store.client, TABLES);
  const server = runServer(t, {
    ROSTRUM_MODE: 'aws',
    HOST: '127.0.0.1',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: transcribe.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    TRANSLATION_PIPELINE_FUNCTION_NAME: 'pipeline',
    DELIVERY_ACCESS_KEY_ID: 'AKIADELIVERY',
    DELIVERY_SECRET_ACCESS_KEY: 'nobody delivers here',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: 'client-1',
    AUTH_JWKS_URL: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/jwks.json`,
  });
  const { port, mode } = await ready(server);
  assert.equal(mode, 'aws');
  const token = await new SignJWT({ token_use: 'access', client_id: 'client-1' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('ada')
    .setIssuer(ISSUER)
    .setExpirationTime('5m')
    .sign(privateKey);
  assert.equal((await fetch(`http://127.0.0.1:${port}/dev/tokens`, { method: 'POST', body: '{}' })).status, 404);

  const speaker = new TestClient(`ws://127.0.0.1:${port}/prod?action=createSession&sourceLanguage=de`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { sessionId } = await speaker.next('sessionCreated');
  const listener = new TestClient(`ws://127.0.0.1:${port}/?sessionId=${sessionId}&targetLanguage=fr`);
  await listener.next('sessionJoined');
  for (let block = 1; block <= 50; block += 1) speaker.send(stampBlock(block));
  await speaker.ask({ action: 'endSession' }, 'sessionEnded');

  const record = await store.getSession(String(sessionId));
  assert.equal(record?.speakerUserId, 'ada');
  await lambda.drained();
  const invoked = lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []));
  assert.ok(invoked.some((payload) => payload.sourceLanguage === 'de' && payload.isPartial === false));
  assert.deepEqual(invoked[0]?.targetLanguages, ['fr']);
});
