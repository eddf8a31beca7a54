import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeAt } from '../../../src/audio/emotion/loudness.ts';

test('the thresholds of soft, medium and loud are the quarters of the scale', () => {
  assert.deepEqual([-30, -20, -10, 0].map(volumeAt), [0.25, 0.5, 0.75, 1]);
});

test('volume is 0 from -50 dBFS down and never over 1', () => {
  assert.deepEqual([-100, -50, 3].map(volumeAt), [0, 0, 1]);
});

test('volume rises without a step all the way', () => {
  for (let db = -50; db < 0; db += 0.5) {
    const rise = volumeAt(db + 0.5) - volumeAt(db);
    assert.ok(rise > 0 && rise < 0.02);
  }
});
