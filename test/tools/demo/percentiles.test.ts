import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from '../../../tools/demo/percentiles.ts';

test('a percentile is the smallest measurement with that share at or below it', () => {
  const measurements = [5, 1, 4, 2, 3, 10, 9, 8, 7, 6];

  assert.equal(percentile(measurements, 50), 5);
  assert.equal(percentile(measurements, 95), 10);
  assert.equal(percentile(measurements, 90), 9);
  assert.equal(percentile(measurements, 0), 1);
  assert.equal(percentile(measurements, 100), 10);
});

test('one measurement is every percentile', () => {
  assert.equal(percentile([7], 50), 7);
  assert.equal(percentile([7], 95), 7);
});

test('nothing measured has no percentile', () => {
  assert.equal(percentile([], 95), undefined);
});

test('the measurements keep their order', () => {
  const measurements = [3, 1, 2];
  percentile(measurements, 50);
  assert.deepEqual(measurements, [3, 1, 2]);
});
