import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resample } from '../support/resample.ts';

const TO_HZ = 16_000;
const PEAK = 0.5;
/** The filter runs in and out here: a recording's first and last 2 ms at the least. */
const EDGE = 400;

function sine(hz: number, rateHz: number, seconds = 0.5): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) => {
    return PEAK * Math.sin((2 * Math.PI * hz * i) / rateHz);
  });
}

/** Power of the middle part, dB above that of the sine. */
function levelDb(sound: Float32Array): number {
  const middle = sound.subarray(EDGE, sound.length - EDGE);
  const power = middle.reduce((sum, value) => sum + value * value, 0) / middle.length;
  return 10 * Math.log10(power / (PEAK ** 2 / 2));
}

test('a sine stays the same sine, in step, from any rate', () => {
  for (const fromHz of [8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000, 15_999]) {
    for (const hz of [100, 1_000, 3_000]) {
      const converted = resample(sine(hz, fromHz), fromHz, TO_HZ);
      const expected = sine(hz, TO_HZ);

      assert.equal(converted.length, Math.round((sine(hz, fromHz).length * TO_HZ) / fromHz));
      const error = converted.map((value, i) => value - (expected[i] ?? 0));
      assert.ok(levelDb(error) < -60, `${hz} Hz from ${fromHz}: error at ${levelDb(error)} dB`);
    }
  }
});

test('what 16 kHz cannot hold is taken away by more than 60 dB instead of folding back', () => {
  for (const fromHz of [22_050, 44_100, 48_000, 96_000]) {
    for (const hz of [8_100, 9_000, 10_900]) {
      const level = levelDb(resample(sine(hz, fromHz), fromHz, TO_HZ));
      assert.ok(level < -60, `${hz} Hz from ${fromHz}: ${level} dB`);
    }
  }
});

test('going up adds no image of the sound above the old band', () => {
  const [original, hz] = [8_000, 3_000];
  const up = resample(sine(hz, original), original, TO_HZ);
  const error = up.map((value, i) => value - PEAK * Math.sin((2 * Math.PI * hz * i) / TO_HZ));
  assert.ok(levelDb(error) < -60);
});

test('a constant stays what it is', () => {
  const converted = resample(new Float32Array(44_100).fill(0.25), 44_100, TO_HZ);
  for (const value of converted.subarray(EDGE, converted.length - EDGE)) assert.ok(Math.abs(value - 0.25) < 1e-6);
});

test('the same rate gives the same samples, in a copy', () => {
  const sound = Float32Array.of(0.1, -0.2);
  const same = resample(sound, TO_HZ, TO_HZ);
  assert.deepEqual(same, sound);
  assert.notEqual(same.buffer, sound.buffer);
});

test('a sound shorter than the filter, or none at all, is taken', () => {
  assert.equal(resample(new Float32Array(0), 44_100, TO_HZ).length, 0);
  assert.equal(resample(new Float32Array(3), 8_000, TO_HZ).length, 6);
});

test('a rate out of all reason is refused', () => {
  for (const rate of [0, 3_999, 16_000.5, 1e9, Number.NaN]) {
    assert.throws(() => resample(new Float32Array(1), rate, TO_HZ), /sampling rates are whole numbers from 4000 to/);
    assert.throws(() => resample(new Float32Array(1), TO_HZ, rate), RangeError);
  }
});
