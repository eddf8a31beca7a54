import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText, toBars } from '../../web/src/inside/bars.ts';

const BOUNDS = [1, 2, 4, 8];

test('bars go from the first bucket that has any to the last, the empty ones between them included', () => {
  const { bars, withinTarget } = toBars(BOUNDS, [0, 4, 0, 2, 0]);

  assert.deepEqual(
    bars.map(({ overMs, upToMs, count, height }) => [overMs, upToMs, count, height]),
    [
      [1, 2, 4, 1],
      [2, 4, 0, 0],
      [4, 8, 2, 0.5],
    ],
  );
  assert.equal(withinTarget, undefined);
});

test('a target is in the picture wherever it is, and what is over it is marked', () => {
  const after = toBars(BOUNDS, [3, 0, 0, 0, 0], 4);
  assert.deepEqual([after.bars.length, after.withinTarget], [3, 3]);
  const before = toBars(BOUNDS, [0, 0, 0, 1, 1], 2);
  assert.deepEqual(
    before.bars.map(({ isOverTarget }) => isOverTarget),
    [false, true, true, true],
  );
  assert.equal(before.withinTarget, 1);
});

test('what is over all bounds is in a bar without an end; nothing measured is no bar', () => {
  assert.deepEqual(toBars(BOUNDS, [0, 0, 0, 0, 7]).bars[0]?.upToMs, Number.POSITIVE_INFINITY);
  assert.deepEqual(toBars(BOUNDS, [1, 0, 0, 0, 0]).bars[0]?.overMs, 0);
  assert.deepEqual(toBars(BOUNDS, [0, 0, 0, 0, 0], 4), { bars: [], withinTarget: undefined });
});

test('a time is said shortly', () => {
  assert.deepEqual([0, 0.0125, 12.34, 250, 1_500, 60_000].map(durationText), [
    '0 ms',
    '0.0125 ms',
    '12.3 ms',
    '250 ms',
    '1.5 s',
    '60 s',
  ]);
});
