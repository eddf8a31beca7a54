import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  bytesToMs,
  bytesToSamples,
  msToBytes,
  msToSamples,
  samplesToBytes,
  samplesToMs,
  toPcm,
  toSamples,
} from '../../src/audio/pcm.ts';

test('100 ms are 1,600 samples and 3,200 bytes', () => {
  assert.equal(msToSamples(100), 1_600);
  assert.equal(msToBytes(100), 3_200);
  assert.equal(bytesToMs(3_200), 100);
  assert.equal(samplesToMs(1_600), 100);
  assert.equal(bytesToSamples(3_200), 1_600);
  assert.equal(samplesToBytes(1_600), 3_200);
});

test('a time between two samples becomes the nearer one, so bytes are always even', () => {
  assert.equal(msToSamples(0.04), 1);
  assert.equal(msToBytes(0.04), 2);
});

test('samples survive the way to milliseconds and back exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (samples) => msToSamples(samplesToMs(samples)) === samples),
  );
});

test('samples are read the same wherever the bytes lie in memory', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 40 }), fc.integer({ min: 0, max: 5 }), (samples, offset) => {
      const memory = new Uint8Array(offset + samples.byteLength + 3);
      memory.set(toPcm(samples), offset);
      assert.deepEqual(toSamples(memory.subarray(offset, offset + samples.byteLength)), samples);
    }),
  );
});

test('a last odd byte is no sample', () => {
  assert.deepEqual([...toSamples(Uint8Array.of(1, 0, 2))], [1]);
});

test('aligned bytes are viewed, not copied', () => {
  const bytes = new Uint8Array(4);
  assert.equal(toSamples(bytes).buffer, bytes.buffer);
});
