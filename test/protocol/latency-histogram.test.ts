import assert from 'node:assert/strict';
import test from 'node:test';
import { LatencyHistogram } from '../../src/protocol/latency-histogram.ts';

function histogramOf(...times: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ms of times) histogram.record(ms);
  return histogram;
}

test('a window is what came since an earlier state, which it leaves as it was', () => {
  const earlier = histogramOf(1, 1, 400);
  const now = histogramOf();
  now.add(earlier);
  for (const ms of [20, 30]) now.record(ms);

  const { count, meanMs, p50Ms, p95Ms } = now.since(earlier).summary();

  assert.deepEqual({ count, meanMs, p50Ms, p95Ms }, { count: 2, meanMs: 25, p50Ms: 20, p95Ms: 30 });
  assert.equal(earlier.count, 3);
  assert.equal(now.count, 5);
});

test('nothing recorded is all zeros', () => {
  assert.deepEqual(histogramOf().summary(), { count: 0, meanMs: 0, p50Ms: 0, p90Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 });
});

test('a bucket holds more than 32 bits', () => {
  const histogram = histogramOf(1);
  for (let doubled = 0; doubled < 33; doubled += 1) {
    const same = new LatencyHistogram();
    same.add(histogram);
    histogram.add(same);
  }

  assert.equal(histogram.count, 2 ** 33);
  assert.equal(
    histogram.counts.reduce((sum, count) => sum + count),
    2 ** 33,
  );
});
