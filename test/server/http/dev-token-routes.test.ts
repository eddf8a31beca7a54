import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AWS_MODE, HttpBench } from '../../support/server/http-bench.ts';
import { tokenOf } from '../../support/server/server-bench.ts';

const PATH = '/dev/tokens';

test('in embedded mode whoever asks gets a token, made as it was asked for', async () => {
  const bench = new HttpBench();
  const body = { userId: 'ada', expiresIn: -1, audience: 'others', issuer: 'elsewhere' };

  const answer = await bench.ask({ method: 'POST', path: PATH, body });

  assert.deepEqual([answer.status, answer.json()], [200, { token: tokenOf('ada') }]);
  assert.deepEqual(bench.tokensIssued, [body]);
});

test('a request for a token is refused with the name of what is wrong in it', async () => {
  const bench = new HttpBench();
  for (const [body, code, parameter] of [
    ['', 'INVALID_MESSAGE', undefined],
    ['[]', 'INVALID_MESSAGE', undefined],
    ['{}', 'MISSING_PARAMETER', 'userId'],
    ['{"userId":""}', 'INVALID_PARAMETER', 'userId'],
    ['{"userId":null}', 'INVALID_PARAMETER', 'userId'],
    [JSON.stringify({ userId: 'x'.repeat(257) }), 'INVALID_PARAMETER', 'userId'],
    ['{"userId":"ada","expiresIn":"1h"}', 'INVALID_PARAMETER', 'expiresIn'],
    ['{"userId":"ada","audience":1}', 'INVALID_PARAMETER', 'audience'],
  ] as const) {
    const answer = await bench.ask({ method: 'POST', path: PATH, body });
    const said = answer.json<{ code: string; details: { parameter?: string } }>();
    assert.deepEqual([answer.status, said.code, said.details.parameter], [400, code, parameter], body);
  }
  assert.deepEqual(bench.tokensIssued, []);
});

test('in AWS mode there is no such route', async () => {
  const bench = new HttpBench(AWS_MODE);

  for (const method of ['GET', 'POST', 'PUT']) {
    assert.equal(await bench.codeOf({ method, path: PATH, body: '{"userId":"ada"}' }), 'NOT_FOUND', method);
  }
});
