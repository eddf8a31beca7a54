/** The real client against an endpoint that speaks Secrets Manager's protocol. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { compose } from '../../pipeline/composition.ts';
import { readConfiguration } from '../../pipeline/configuration.ts';
import { readDeliverySecret } from '../../pipeline/delivery-secret.ts';
import { startConnectionsTable } from '../support/pipeline/connections-table.ts';
import { startDeliveryServer } from '../support/pipeline/delivery-server.ts';
import { startLocalServer } from '../support/pipeline/local-server.ts';
import { payload } from '../support/pipeline/payloads.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:delivery-AbCdEf';
const KEY = { accessKeyId: 'rostrum-pipeline', secretAccessKey: 'open-sesame' };

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Sets variables until the test is over. */
function setEnvironment(t: TestContext, variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    t.after(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

/** Answers every call with `answers` in order, the last one again and again, and keeps what was asked. */
async function startSecrets(t: TestContext, ...answers: readonly Answer[]) {
  const asked: { target: unknown; type: unknown; credential: string; body: unknown }[] = [];
  const server = await startLocalServer(async ({ headers, body }) => {
    const { 'x-amz-target': target, 'content-type': type, authorization } = headers;
    asked.push({ target, type, credential: credentialIn(authorization), body: JSON.parse(body.toString()) });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? assert.fail('no answer');
    return { ...answer, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer.body) };
  });
  t.after(() => server.close());
  setEnvironment(t, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.endpoint,
    AWS_ACCESS_KEY_ID: 'function',
    AWS_SECRET_ACCESS_KEY: 'function',
  });
  return asked;
}

function credentialIn(authorization = ''): string {
  return /Credential=([^,]*)/.exec(authorization)?.[1] ?? '';
}

const secret = (SecretString: string): Answer => ({ status: 200, body: { ARN, Name: 'delivery', SecretString } });
const refusal = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, Message: message } });

test('the delivery key is what the secret says, asked for by its ARN with the function’s own credentials', async (t) => {
  const asked = await startSecrets(t, secret(JSON.stringify({ ...KEY, note: 'ignored' })));

  assert.deepEqual(await readDeliverySecret(ARN, 'eu-west-1'), KEY);

  const [{ credential, ...call } = assert.fail('nothing was asked')] = asked;
  assert.deepEqual(call, {
    target: 'secretsmanager.GetSecretValue',
    type: 'application/x-amz-json-1.1',
    body: { SecretId: ARN },
  });
  assert.match(credential, /^function\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request$/);
});

test('a service that fails for a moment is asked again', async (t) => {
  const asked = await startSecrets(
    t,
    { status: 500, body: { __type: 'InternalServiceError' } },
    secret(JSON.stringify(KEY)),
  );

  assert.deepEqual(await readDeliverySecret(ARN, 'eu-west-1'), KEY);
  assert.equal(asked.length, 2);
});

for (const [what, answer, why] of [
  ['is not there', refusal('ResourceNotFoundException', 'can’t find it'), /ResourceNotFoundException: can’t find it/],
  ['may not be read', refusal('AccessDeniedException', 'not authorized to perform'), /AccessDeniedException: not auth/],
  ['is no JSON', secret('hush-hush'), /JSON with the texts accessKeyId and secretAccessKey/],
  ['has no secret in it', secret('{"accessKeyId":"hush-hush"}'), /JSON with the texts accessKeyId/],
  ['is JSON’s null', secret('null'), /JSON with the texts accessKeyId/],
  ['is empty', secret(''), /JSON with the texts accessKeyId/],
] as const) {
  test(`a secret that ${what} is an error that names the secret and shows nothing of it`, async (t) => {
    await startSecrets(t, answer);

    await assert.rejects(readDeliverySecret(ARN, 'eu-west-1'), ({ message }: Error) => {
      assert.ok(message.startsWith(`DELIVERY_SECRET_ARN ${ARN} cannot be read: `), message);
      assert.match(message, why);
      assert.doesNotMatch(message, /hush-hush|\n/);
      return true;
    });
  });
}

test('the pipeline signs its deliveries with the key of the secret', async (t) => {
  await startSecrets(t, secret(JSON.stringify(KEY)));
  const [table, api] = await Promise.all([startConnectionsTable(), startDeliveryServer()]);
  t.after(() => Promise.all([table.close(), api.close()]));
  await table.join('golden-eagle-427', 'en', ['ana']);
  setEnvironment(t, { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint });
  const settings = {
    DELIVERY_ENDPOINT: api.endpoint,
    DELIVERY_SECRET_ARN: ARN,
    ENGINES: 'aws',
    AWS_REGION: 'us-east-1',
  };

  const pipeline = await compose(readConfiguration(settings), () => undefined);
  t.after(() => pipeline.close());
  await pipeline.handle(payload({ isPartial: true, sourceLanguage: 'en' }));

  const [post = assert.fail('nothing was delivered')] = api.posts;
  assert.equal(post.connectionId, 'ana');
  assert.match(credentialIn(post.headers.authorization), /^rostrum-pipeline\//);
});
