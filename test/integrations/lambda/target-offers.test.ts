import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { askedTargetOffers } from '../../../src/integrations/lambda/target-offers.ts';

/** A Lambda endpoint that gives these answers, one after the other; the last one again and again. */
async function startFunction(t: TestContext, ...answers: { status?: number; error?: boolean; body: unknown }[]) {
  const asked: unknown[] = [];
  const clock = { now: 0 };
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
    sourceLanguage: () => 'en',
    targetLanguages: ['en', 'es', 'de'],
    now: () => clock.now,
  });
  /** Until the offer of Spanish is another one: it is asked behind the answers. */
  const changed = async () => {
    const before = (await offers())[1]?.offers;
    while ((await offers())[1]?.offers === before) await new Promise(setImmediate);
  };
  return { offers, asked, clock, changed };
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

test('a pipeline that does not answer, or answers something else, offers nothing for now, and is asked again after 5 s', async (t) => {
  for (const wrong of [
    { status: 500, body: {} },
    { error: true, body: { errorMessage: 'out of memory' } },
    { body: { isPartial: false, languages: [] } },
    { body: null },
    { body: { targets: [{ code: 'es', offers: 'songs' }] } },
  ]) {
    const { offers, asked, clock, changed } = await startFunction(t, wrong, { body: KNOWN });

    assert.deepEqual(await offers(), NOTHING);
    clock.now = 4_999;
    assert.deepEqual(await offers(), NOTHING, 'nobody waits for a pipeline that is away');
    assert.equal(asked.length, 1);
    clock.now = 5_000;
    await changed();

    assert.equal((await offers())[1]?.offers, 'speech');
    assert.equal(asked.length, 2);
  }
});

test('engines come and go: an answer is asked for again after a minute, and kept while there is no other', async (t) => {
  const less = { targets: [{ code: 'es', offers: 'captions' }] };
  const { offers, asked, clock, changed } = await startFunction(
    t,
    { body: KNOWN },
    { body: less },
    { status: 500, body: {} },
  );
  assert.equal((await offers())[1]?.offers, 'speech');
  clock.now = 59_999;
  await offers();
  assert.equal(asked.length, 1);
  clock.now = 60_000;
  await changed();
  clock.now = 120_000;
  await offers();
  while (asked.length < 3) await new Promise(setImmediate);

  assert.equal((await offers())[1]?.offers, 'captions');
});
