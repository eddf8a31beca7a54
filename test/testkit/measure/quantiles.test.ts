import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram, percentile, toQuantiles } from '../../../testkit/measure/quantiles.ts';

const ZEROS = { count: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 };

test('a percentile is one of the measurements: the smallest with so many at or below it', () => {
  const ten = [9, 1, 8, 2, 7, 3, 6, 4, 5, 10];

  assert.deepEqual(
    [0, 10, 50, 51, 95, 100].map((percent) => percentile(ten, percent)),
    [1, 1, 5, 6, 10, 10],
  );
  assert.equal(percentile([42], 50), 42);
  assert.equal(percentile([], 50), undefined);
});

test('a list is summed up exactly, to the hundredth', () => {
  assert.deepEqual(toQuantiles([7.12345, 1, 2]), { count: 3, p50Ms: 2, p95Ms: 7.12, p99Ms: 7.12, maxMs: 7.12 });
  assert.deepEqual(toQuantiles([]), ZEROS);
});

test('a histogram’s quantiles are a thousandth above the truth at most, whatever the magnitude', () => {
  for (const unit of [0.1, 1, 1_000]) {
    const histogram = new Histogram();
    const measured = Array.from({ length: 1_000 }, (_, i) => (i + 1) * unit);
    for (const ms of measured) histogram.add(ms);

    const [estimate, truth] = [histogram.read(), toQuantiles(measured)];
    assert.deepEqual([estimate.count, estimate.maxMs], [truth.count, truth.maxMs]);
    for (const name of ['p50Ms', 'p95Ms', 'p99Ms'] as const) {
      const over = estimate[name] / truth[name] - 1;
      assert.ok(over >= 0 && over <= 0.001, `${estimate[name]} for ${truth[name]}`);
    }
  }
});

test('of a single measurement every quantile is that measurement', () => {
  const histogram = new Histogram();
  histogram.add(123.456);

  assert.deepEqual(histogram.read(), { count: 1, p50Ms: 123.46, p95Ms: 123.46, p99Ms: 123.46, maxMs: 123.46 });
});

test('a histogram of nothing is zeros, and nothing is off its scale', () => {
  assert.deepEqual(new Histogram().read(), ZEROS);

  const histogram = new Histogram();
  for (const ms of [0, -1, 1e9]) histogram.add(ms);

  assert.deepEqual([histogram.read().count, histogram.read().maxMs], [3, 1e9]);
});
