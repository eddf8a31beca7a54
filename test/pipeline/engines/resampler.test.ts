import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resampler } from '../../../pipeline/engines/resampler.ts';

const RATE = 22_050;

function tone(hz: number, seconds = 0.5, amplitude = 10_000): Int16Array {
  return Int16Array.from({ length: RATE * seconds }, (_, i) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * i) / RATE)),
  );
}

/** Of the middle, where the edges do not show. */
function rms(samples: Int16Array): number {
  const middle = samples.subarray(samples.length >> 2, (samples.length * 3) >> 2);
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

test('speech keeps its length in time', () => {
  const resampler = new Resampler(RATE, 16_000);

  assert.equal(resampler.resample(tone(100, 1)).length, 16_000);
  assert.equal(resampler.resample(new Int16Array(0)).length, 0);
  assert.equal(resampler.resample(new Int16Array(1)).length, 1);
});

test('a tone the new rate can carry passes unchanged', () => {
  const resampler = new Resampler(RATE, 16_000);
  for (const hz of [100, 1_000, 3_000, 6_500]) {
    const out = resampler.resample(tone(hz));
    const expected = Int16Array.from(out, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / 16_000)));
    const error = Int16Array.from(out, (sample, i) => sample - (expected[i] ?? 0));
    assert.ok(rms(error) < 20, `${hz} Hz: ${rms(error)}`);
  }
});

test('a tone the new rate cannot carry is gone, not folded back', () => {
  const resampler = new Resampler(RATE, 16_000);
  for (const hz of [8_200, 9_000, 10_500]) assert.ok(rms(resampler.resample(tone(hz))) < 10, `${hz} Hz`);
});

test('an equal rate and a higher one work too', () => {
  assert.ok(Math.abs(rms(new Resampler(RATE, RATE).resample(tone(1_000))) - 7_071) < 20);
  assert.ok(Math.abs(rms(new Resampler(8_000, 16_000).resample(tone(440))) - 7_071) < 20);
});

test('loud speech is held within 16 bits', () => {
  const square = Int16Array.from({ length: 2_000 }, (_, i) => (i % 200 < 100 ? 32_767 : -32_768));

  const out = new Resampler(RATE, 16_000).resample(square);

  assert.ok(out.some((sample) => sample === 32_767) && out.some((sample) => sample === -32_768));
});

test('rates that are none are refused', () => {
  assert.throws(() => new Resampler(0, 16_000), RangeError);
  assert.throws(() => new Resampler(22_050.5, 16_000), RangeError);
  assert.throws(() => new Resampler(22_051, 16_000), /No small ratio/);
});
