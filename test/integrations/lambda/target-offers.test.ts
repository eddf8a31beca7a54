import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { askedTargetOffers } from '../../../src/integrations/lambda/target-offers.ts';

/** A Lambda endpoint that gives these answers, one after the other; the last one again and again. */
async function startFunction(t: TestContext, ...answers: { status?: number; error?: boolean; body: unknown }[]) {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push(JSON.parse(Buffer.concat(parts).toString()));
    const { status = 200, error = false, body } = answers[Math.min(asked.length, answers.length) - 1] ?? { body: {} };
    if (error) response.setHeader('x-amz-function-error', 'Unhandled');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const offers = askedTargetOffers({
    functionName: 'pipeline',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    sourceLanguage: 'en',
    targetLanguages: ['en', 'es', 'de'],
  });
  return { offers, asked };
}

const KNOWN = {
  targets: [
    { code: 'es', offers: 'speech' },
    { code: 'en', offers: 'speech' },
    { code: 'de', offers: 'none' },
  ],
};
const NOTHING = [
  { code: 'en', offers: 'captions' },
  { code: 'es', offers: 'none' },
  { code: 'de', offers: 'none' },
];

test('the pipeline is asked once, by however many at a time, and what it says is given in the order of the languages', async (t) => {
  const { offers, asked } = await startFunction(t, { body: KNOWN });

  const [first] = await Promise.all([offers(), offers()]);
  const again = await offers();

  assert.deepEqual(
    first?.map(({ code }) => code),
    ['en', 'es', 'de'],
  );
  assert.deepEqual(again, first);
  assert.deepEqual(asked, [{ describe: 'targets', sourceLanguage: 'en', targetLanguages: ['en', 'es', 'de'] }]);
});

test('a pipeline that does not answer, or answers something else, offers nothing for now and is asked again', async (t) => {
  for (const wrong of [
    { status: 500, body: {} },
    { error: true, body: { errorMessage: 'out of memory' } },
    { body: { isPartial: false, languages: [] } },
    { body: null },
    { body: { targets: [{ code: 'es', offers: 'songs' }] } },
  ]) {
    const { offers, asked } = await startFunction(t, wrong, { body: KNOWN });

    assert.deepEqual(await offers(), NOTHING);
    assert.equal((await offers())[1]?.offers, 'speech');
    assert.equal(asked.length, 2);
  }
});
