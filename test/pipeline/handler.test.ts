import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { close, handler } from '../../pipeline/handler.ts';
import { startPolly, startTranslate } from '../support/pipeline/aws-engines.ts';
import { startConnectionsTable } from '../support/pipeline/connections-table.ts';
import { startDeliveryServer } from '../support/pipeline/delivery-server.ts';
import { payload } from '../support/pipeline/payloads.ts';

const before = { ...process.env };
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await close();
  await Promise.all(open.splice(0).map((server) => server.close()));
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

async function deploy(environment: Record<string, string>) {
  const [table, api] = await Promise.all([startConnectionsTable(), startDeliveryServer()]);
  open.push(table, api);
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    DELIVERY_ENDPOINT: api.endpoint,
    ...environment,
  });
  return { table, api };
}

test('with local engines English is heard as Spanish and Catalan speech', async () => {
  const { table, api } = await deploy({
    ENGINES: 'local',
    DELIVERY_ACCESS_KEY_ID: 'delivery',
    DELIVERY_SECRET_ACCESS_KEY: 'key',
  });
  await table.join('golden-eagle-427', 'es', ['ana']);
  await table.join('golden-eagle-427', 'ca', ['cai']);
  await table.join('golden-eagle-427', 'de', ['dieter']);

  await handler(payload(), {});
  const summary = await handler(payload({ isPartial: true }));

  const [spanish] = api.heardBy('ana');
  assert.match(spanish?.text ?? '', /^buenos días mis amigos$/i);
  assert.ok(Buffer.from(spanish?.audioData ?? '', 'base64').length > 16_000, 'over half a second');
  assert.match(api.heardBy('cai')[0]?.text ?? '', /^bon dia els meus amics$/i);
  assert.equal(api.heardBy('dieter')[0]?.reason, 'noEngine');
  assert.deepEqual(Object.fromEntries(summary.languages.map(({ language, outcome }) => [language, outcome])), {
    es: 'captioned',
    ca: 'captioned',
    de: 'noEngine',
  });
  assert.match(String(api.posts[0]?.headers.authorization), /Credential=delivery\//);
});

test("with AWS's engines Translate and Polly do the work", async () => {
  const [translate, polly] = await Promise.all([startTranslate(), startPolly()]);
  open.push(translate, polly);
  const { table, api } = await deploy({
    ENGINES: 'aws',
    AWS_ENDPOINT_URL_TRANSLATE: translate.endpoint,
    AWS_ENDPOINT_URL_POLLY: polly.endpoint,
  });
  await table.join('golden-eagle-427', 'es', ['ana']);

  await handler(payload());

  assert.equal(api.heardBy('ana')[0]?.text, '[es] good morning my friends');
  assert.equal(api.heardBy('ana')[0]?.audioData, Buffer.alloc(6_400, 1).toString('base64'));
});

test('a bad setting is named, and put right it is taken by the next invocation', async () => {
  process.env.DELIVERY_ENDPOINT = 'nowhere';
  await assert.rejects(handler(payload()), /Bad configuration: DELIVERY_ENDPOINT/);

  await deploy({ ENGINES: 'local' });
  assert.deepEqual((await handler(payload())).languages, []);
});

test('a bad payload is refused by name, and the next one is served', async () => {
  await deploy({ ENGINES: 'local' });

  await assert.rejects(handler({ ...payload(), transcriptText: undefined }), /transcriptText is missing/);
  assert.deepEqual((await handler(payload())).languages, []);
});
