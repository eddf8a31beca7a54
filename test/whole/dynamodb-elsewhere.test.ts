import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDynamoDbEndpoint } from '../../emulators/dynamodb/endpoint.ts';
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from '../../src/integrations/emulators/account.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { startTestServer } from '../support/test-server.ts';
import { openStore } from '../support/test-store.ts';

test('an embedded server keeps its rows in the DynamoDB it is given, and leaves it running', async (t) => {
  const dynamodb = await startDynamoDbEndpoint();
  t.after(() => dynamodb.close());
  const account = { region: EMBEDDED_REGION, credentials: EMBEDDED_CREDENTIALS };
  const store = openStore(t, dynamodb.endpoint, account);

  const server = await startTestServer(t, { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint });
  const { speaker, sessionId } = await server.speaker('ada');
  const whileLive = await store.getSession(sessionId);
  await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  await server.running.close();

  assert.equal(whileLive?.speakerUserId, 'ada');
  assert.equal((await store.getSession(sessionId))?.speakerUserId, 'ada');
});

test('an address that is none stops the start', () => {
  const read = readConfig({ AWS_ENDPOINT_URL_DYNAMODB: 'dynamodb:8000' });

  assert.deepEqual(read, {
    ok: false,
    problems: ['AWS_ENDPOINT_URL_DYNAMODB must be a URL that begins with http:// or https://'],
  });
});

test('an address at which nobody answers stops the start with its name and its variable', async (t) => {
  const gone = await startDynamoDbEndpoint();
  await gone.close();

  await assert.rejects(startTestServer(t, { AWS_ENDPOINT_URL_DYNAMODB: gone.endpoint }), ({ message }: Error) => {
    assert.match(
      message,
      /^DynamoDB at http:\/\/127\.0\.0\.1:\d+ \(AWS_ENDPOINT_URL_DYNAMODB\) cannot be used: connect ECONNREFUSED /,
    );
    return true;
  });
});
