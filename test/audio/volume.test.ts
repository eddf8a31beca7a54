import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toPcm, toSamples } from '../../src/audio/pcm.ts';
import { rms, rmsDbfs, scaleVolume } from '../../src/audio/volume.ts';

test('at full volume the very same bytes come back', () => {
  const pcm = new Uint8Array(100);
  assert.equal(scaleVolume(pcm, 1), pcm);
});

test('each sample is scaled and rounded, and the bytes given are left alone', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 50 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (samples, level) => {
      const before = samples.slice();
      const scaled = toSamples(scaleVolume(toPcm(samples), level));

      assert.deepEqual(samples, before);
      assert.deepEqual(
        [...scaled],
        [...samples].map((sample) => Math.round(sample * level) + 0),
      );
    }),
  );
});

test('volume 0 is silence', () => {
  assert.deepEqual([...toSamples(scaleVolume(toPcm(Int16Array.of(-32768, 32767)), 0))], [0, 0]);
});

test('samples beyond 16 bits are held at full scale instead of wrapping round', () => {
  assert.deepEqual([...toSamples(scaleVolume(toPcm(Int16Array.of(-30000, 30000)), 2))], [-32768, 32767]);
});

test('a full-scale square wave is 0 dBFS, a full-scale sine 3 dB less, half of it 6 dB less again', () => {
  const square = Int16Array.from({ length: 1_600 }, (_, i) => (i % 2 === 0 ? -32768 : 32767));
  const sine = (peak: number) => Int16Array.from({ length: 1_600 }, (_, i) => peak * Math.sin((2 * Math.PI * i) / 16));

  assert.ok(Math.abs(rmsDbfs(square)) < 0.01);
  assert.ok(Math.abs(rmsDbfs(sine(32767)) + 3.01) < 0.01);
  assert.ok(Math.abs(rmsDbfs(sine(16384)) + 9.03) < 0.01);
});

test('silence and nothing at all have no level', () => {
  assert.equal(rms(new Int16Array(0)), 0);
  assert.equal(rmsDbfs(new Int16Array(10)), Number.NEGATIVE_INFINITY);
});
