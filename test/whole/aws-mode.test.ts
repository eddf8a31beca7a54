import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { startLambdaEndpoint } from '../../emulators/lambda/endpoint.ts';
import { startTranscribeEndpoint } from '../../emulators/transcribe/endpoint.ts';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { AUDIENCE, startIssuer } from '../../testkit/aws/issuer.ts';
import { awsSettings } from '../../testkit/aws/services.ts';
import { ready, runServer } from '../support/server-process.ts';
import { TestClient } from '../support/test-client.ts';
import { startStore, TABLE_NAMES, TEST_ACCOUNT_SETTINGS } from '../support/test-store.ts';

const HANDLER = fileURLToPath(new URL('handlers/echo.ts', import.meta.url));

test('AWS mode runs on nothing but the environment: endpoints, tables, an issuer’s keys and a function name', async (t) => {
  const issuer = await startIssuer();
  t.after(() => issuer.close());
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
  const store = await startStore(t, dynamodb.endpoint);
  const addresses = {
    dynamodb: dynamodb.endpoint,
    transcribe: transcribe.endpoint,
    lambda: lambda.endpoint,
    functionName: 'pipeline',
  };
  const server = runServer(t, { ...TEST_ACCOUNT_SETTINGS, ...awsSettings(addresses, TABLE_NAMES, issuer) });
  const { port, mode } = await ready(server);
  assert.equal(mode, 'aws');
  const token = issuer.token('ada', { token_use: 'access', client_id: AUDIENCE, aud: undefined });
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
