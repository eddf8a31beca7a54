import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpBench } from '../../support/server/http-bench.ts';

test('a server that can take clients is ready, and one that cannot says every reason', async () => {
  const bench = new HttpBench();
  const ready = await bench.ask({ path: '/readyz' });
  bench.reasons = ['draining', 'DynamoDB cannot be reached; writes are waiting'];
  const unready = await bench.ask({ path: '/readyz' });

  assert.deepEqual([ready.status, ready.json()], [200, { status: 'ready' }]);
  assert.deepEqual([unready.status, unready.json()], [503, { status: 'unready', reasons: bench.reasons }]);
});
