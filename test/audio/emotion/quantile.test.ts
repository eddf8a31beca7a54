import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Values } from '../../../src/audio/emotion/quantile.ts';

function valuesOf(list: Iterable<number>): Values {
  const all = [...list];
  const values = new Values();
  values.clear(all.length);
  for (const value of all) values.add(value);
  return values;
}

test('quantiles and spread are those of the sorted values', () => {
  const values = valuesOf(Array.from({ length: 101 }, (_, i) => (i * 37) % 101));
  assert.deepEqual(
    [0, 0.5, 1].map((share) => values.quantile(share)),
    [0, 50, 100],
  );
  assert.equal(values.spread(), 80);
});

test('without values there is no quantile', () => {
  assert.ok(Number.isNaN(valuesOf([]).quantile(0.5)));
  assert.ok(Number.isNaN(valuesOf([]).spread()));
});

test('any values, asked in any order, have the quantiles that sorting gives', () => {
  const lists = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true })), { minLength: 1 });
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(lists, shares, (list, asked) => {
      const values = valuesOf(list);
      const sorted = Float32Array.from(list).sort();
      for (const share of asked) {
        // As numbers: -0 and 0 are equal, and either may come first.
        assert.ok(values.quantile(share) === sorted[Math.round(share * (sorted.length - 1))], `${share}`);
      }
    }),
  );
});

test('values in the worst order for the search are still found', () => {
  // Each middle value is the greatest of those that are left, so that each pass of the search would remove one value.
  const length = 3_000;
  const list = new Array<number>(length).fill(0);
  const order = list.map((_, i) => i);
  for (let high = length - 1; high >= 0; high--) {
    const middle = high >> 1;
    list[order[middle] as number] = high;
    [order[middle], order[high]] = [order[high] as number, order[middle] as number];
  }
  const values = valuesOf(list);
  assert.deepEqual(
    [0.5, 0.1, 0.9].map((share) => values.quantile(share)),
    [1_500, 300, 2_699],
  );
  assert.equal(valuesOf(list).quantile(0.01), 30);
});

test('values far from the middle are left out, and those at the distance too', () => {
  const values = valuesOf([1, 9, 5, 20, -3]);
  values.keepNear(5, 4);
  assert.deepEqual([values.quantile(0), values.quantile(1)], [5, 5]);
  values.keepNear(0, 1);
  assert.ok(Number.isNaN(values.quantile(0.5)));
});

test('values that were cleared are forgotten', () => {
  const values = valuesOf([7, 8, 9]);
  values.clear(1);
  values.add(3);
  assert.deepEqual([values.quantile(0), values.quantile(1)], [3, 3]);
});
