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
