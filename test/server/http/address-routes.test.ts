import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AWS_MODE, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const FORGED = '198.51.100.7';

test('anybody is told its own address, and nobody keeps the answer', async () => {
  const bench = new HttpBench(AWS_MODE);

  const answer = await bench.ask({ path: '/address', address: ELSEWHERE });

  assert.deepEqual([answer.status, answer.json()], [200, { address: ELSEWHERE }]);
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('the address is the one that limits are counted by: a header counts only from a trusted proxy', async () => {
  const asked = { path: '/address', address: ELSEWHERE, headers: { 'x-forwarded-for': FORGED } };
  const addressAt = async (environment: Record<string, string>) =>
    (await new HttpBench(environment).ask(asked)).json().address;

  assert.equal(await addressAt({}), ELSEWHERE);
  assert.equal(await addressAt({ TRUSTED_PROXIES: ELSEWHERE }), FORGED);
});
