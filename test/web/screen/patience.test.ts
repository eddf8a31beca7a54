import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patienceMs } from '../../../web/src/screen/patience.ts';

test('a server that was lost is asked soon, then every 8 s, for ever', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 1_000].map((times) => patienceMs('unreachable', times, 0, 0)),
    [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000],
  );
});

test('a session that is not there is asked for every 15 s in its first two minutes, then every 30 s', () => {
  const waits = Array.from({ length: 20 }, (_, i) => patienceMs('noSession', i + 1, 0, 0));
  assert.ok(waits.slice(0, 9).reduce((sum, ms) => sum + ms) >= 120_000);
  assert.deepEqual(waits.slice(9), Array(11).fill(30_000));
});

test('a server that wants more time gets it, up to five minutes; many screens do not come at once', () => {
  assert.equal(patienceMs('refused', 1, 45_000, 0), 45_000);
  assert.equal(patienceMs('refused', 9, 0, 0), 60_000);
  assert.equal(patienceMs('refused', 1, 3_600_000, 0), 300_000);
  assert.equal(patienceMs('unreachable', 1, 0, 1), 625);
});
