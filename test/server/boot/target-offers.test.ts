import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createTargetOffers } from '../../../src/server/boot/target-offers.ts';

const LANGUAGES = { targetLanguages: ['es', 'en'] };

test('in AWS mode the offers are what the operator says, and nobody is asked', async () => {
  const targetOffers = [{ code: 'es', offers: 'captions' }] as const;
  const pipeline = { functionName: 'pipeline', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' };

  const offers = createTargetOffers({ ...LANGUAGES, targetOffers }, pipeline, () => assert.fail('not asked'));

  assert.deepEqual(await offers(), targetOffers);
});

test('in embedded mode the pipeline is asked for the first language that can be spoken', async (t) => {
  const asked: unknown[] = [];
  const lambda = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => asked.push(JSON.parse(body)));
    request.on('end', () => response.end(JSON.stringify({ targets: [{ code: 'es', offers: 'speech' }] })));
  }).listen(0, '127.0.0.1');
  await once(lambda, 'listening');
  t.after(() => lambda.close());
  t.after(() => lambda.closeAllConnections());
  const endpoint = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  let spoken: readonly string[] = ['fr', 'en'];

  const offers = createTargetOffers(
    { ...LANGUAGES, targetOffers: undefined },
    { functionName: 'pipeline', region: 'eu-west-1', endpoint, credentials },
    () => spoken,
  );

  assert.deepEqual(await offers(), [
    { code: 'es', offers: 'speech' },
    { code: 'en', offers: 'none' },
  ]);
  assert.deepEqual(asked, [{ describe: 'targets', sourceLanguage: 'fr', targetLanguages: ['es', 'en'] }]);
  // Now the speaker's own words are what a listener to English gets.
  spoken = [];
  assert.deepEqual((await offers())[1], { code: 'en', offers: 'captions' });
});
