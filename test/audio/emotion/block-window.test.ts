import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockWindow } from '../../../src/audio/emotion/block-window.ts';
import { quantile, spread } from '../../../src/audio/emotion/quantile.ts';

test('the window keeps the newest blocks, oldest first', () => {
  const window = new BlockWindow(3);
  for (let i = 1; i <= 2; i++) window.push({ levelDb: -i, pitchHz: i });
  assert.deepEqual([...window.read().levelDb], [-1, -2]);

  for (let i = 3; i <= 5; i++) window.push({ levelDb: -i, pitchHz: i });
  assert.deepEqual([...window.read().levelDb], [-3, -4, -5]);
  assert.deepEqual([...window.read().pitchHz], [3, 4, 5]);
});

test('a stretch is counted back from the newest block, and cut to the blocks that are kept', () => {
  const window = new BlockWindow(4);
  for (let i = 1; i <= 6; i++) window.push({ levelDb: -i, pitchHz: i });
  const levels = (fromAgo: number, toAgo: number) => [...window.read(fromAgo, toAgo).levelDb];

  assert.deepEqual(levels(3, 1), [-4, -5]);
  assert.deepEqual(levels(9, 2), [-3, -4]);
  assert.deepEqual(levels(2, -5), [-5, -6]);
  assert.deepEqual(levels(9, 7), []);
  assert.deepEqual(levels(1, 3), []);
});

test('a cleared window is empty', () => {
  const window = new BlockWindow(3);
  window.push({ levelDb: -1, pitchHz: 0 });
  window.clear();
  assert.equal(window.read().levelDb.length, 0);
});

test('quantiles and spread are those of the sorted values', () => {
  const values = Float32Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
  assert.deepEqual([quantile(values, 0), quantile(values, 0.5), quantile(values, 1)], [0, 50, 100]);
  assert.equal(spread(values), 80);
  assert.ok(Number.isNaN(quantile(new Float32Array(0), 0.5)));
});
