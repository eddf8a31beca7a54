import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePitch } from '../../../src/audio/emotion/pitch.ts';

const RATE_HZ = 4_000;

/** 40 ms of a sound with overtones, like a voice. */
function voice(hz: number, gain = 1, samples = 160): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => {
    const phase = (2 * Math.PI * hz * i) / RATE_HZ;
    return gain * (Math.sin(phase) + 0.6 * Math.sin(2 * phase + 1) + 0.4 * Math.sin(3 * phase + 2));
  });
}

/** Semitones above a frequency. */
function above(hz: number, cents: number): number {
  return cents / 100 - 12 * Math.log2(hz);
}

test('the pitch of a voice is found within a third of a semitone, from 65 to 390 Hz', () => {
  for (let hz = 65; hz <= 390; hz += 5) {
    const semitones = above(hz, measurePitch(voice(hz), RATE_HZ));
    assert.ok(Math.abs(semitones) < 0.34, `${hz} Hz: ${semitones} semitones off`);
  }
});

test('the pitch does not depend on loudness', () => {
  for (const gain of [1e-9, 0.001, 32_768])
    assert.equal(measurePitch(voice(150, gain), RATE_HZ), measurePitch(voice(150), RATE_HZ));
});

test('a longer stretch, and a shorter one after it, have the pitch they would have alone', () => {
  const alone = measurePitch(voice(150), RATE_HZ);
  const longer = measurePitch(voice(150, 1, 800), RATE_HZ);
  assert.ok(Math.abs(above(150, longer)) < 0.34, `${longer} cents`);
  assert.equal(measurePitch(voice(150), RATE_HZ), alone);
});

test('silence and a rumble have no pitch', () => {
  assert.equal(measurePitch(new Float32Array(160), RATE_HZ), 0);
  assert.equal(
    measurePitch(
      Float32Array.from({ length: 160 }, (_, i) => Math.sin((2 * Math.PI * 12 * i) / RATE_HZ)),
      RATE_HZ,
    ),
    0,
  );
});

test('a constant is its own echo at any distance, and still gives a finite pitch', () => {
  assert.ok(Number.isFinite(measurePitch(new Float32Array(160).fill(1), RATE_HZ)));
});

test('one period later the sound is like itself: noise is not', () => {
  let state = 1;
  const noise = Float32Array.from({ length: 160 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return state / 2 ** 31;
  });
  assert.equal(measurePitch(noise, RATE_HZ), 0);
});

test('more samples than there is room for, and an odd number, are refused', () => {
  for (const length of [161, 1_026]) assert.throws(() => measurePitch(new Float32Array(length), RATE_HZ), RangeError);
  assert.ok(measurePitch(voice(150, 1, 1_024), RATE_HZ) > 0);
});
