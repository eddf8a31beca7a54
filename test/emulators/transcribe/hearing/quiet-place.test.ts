import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quietPlace } from '../../../../emulators/transcribe/hearing/quiet-place.ts';

test('the middle of the quietest 80 ms is found, between the two places only', () => {
  const samples = new Float32Array(32_000).fill(0.5);
  samples.fill(0, 1_000, 4_000);
  samples.fill(0.1, 20_000, 21_280);

  assert.equal(quietPlace(samples, 8_000, 32_000), 20_640);
});

test('of audio that is all alike it is the first, and of a stretch under 80 ms its middle', () => {
  assert.equal(quietPlace(new Float32Array(16_000), 4_000, 16_000), 4_640);
  assert.equal(quietPlace(new Float32Array(16_000), 15_000, 16_000), 15_500);
  assert.equal(quietPlace(new Float32Array(16_000), 16_000, 16_000), 16_000);
});
