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

test('the pitch of a voice is found within a third of a semitone, from 65 to 390 Hz', () => {
  for (let hz = 65; hz <= 390; hz += 5) {
    const semitones = 12 * Math.log2(measurePitch(voice(hz), RATE_HZ) / hz);
    assert.ok(Math.abs(semitones) < 0.34, `${hz} Hz: ${semitones} semitones off`);
  }
});

test('the pitch does not depend on loudness', () => {
  assert.ok(Math.abs(measurePitch(voice(150, 0.001), RATE_HZ) - measurePitch(voice(150), RATE_HZ)) < 0.01);
});

test('a longer stretch, and a shorter one after it, have the pitch they would have alone', () => {
  const alone = measurePitch(voice(150), RATE_HZ);
  const longer = measurePitch(voice(150, 1, 800), RATE_HZ);
  assert.ok(Math.abs(12 * Math.log2(longer / 150)) < 0.34, `${longer} Hz`);
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
