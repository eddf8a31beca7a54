import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPcm } from '../../src/audio/pcm.ts';
import { SampleReader } from '../../src/audio/sample-reader.ts';

const SAMPLES = Int16Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? -700 : 650) * i);

function read(reader: SampleReader, pcm: Uint8Array): Int16Array {
  const length = reader.read(pcm);
  return reader.samples.slice(0, length);
}

test('the samples of a chunk are read, wherever it is in memory', () => {
  const reader = new SampleReader();
  assert.deepEqual(read(reader, toPcm(SAMPLES)), SAMPLES);
  const odd = new Uint8Array(101);
  odd.set(toPcm(SAMPLES), 1);
  assert.deepEqual(read(reader, odd.subarray(1)), SAMPLES);
});

test('a last odd byte is left out, and an empty chunk has no samples', () => {
  const reader = new SampleReader();
  assert.deepEqual(read(reader, toPcm(SAMPLES).subarray(0, 21)), SAMPLES.subarray(0, 10));
  assert.deepEqual(read(reader, new Uint8Array(0)), new Int16Array(0));
});

test('a chunk that is longer than any before has room, with an odd byte too', () => {
  const reader = new SampleReader();
  const long = Int16Array.from({ length: 40_000 }, (_, i) => i - 20_000);
  assert.deepEqual(read(reader, toPcm(long)), long);
  const odd = new Uint8Array(90_001);
  odd.set(toPcm(long));
  assert.equal(reader.read(odd), 45_000);
  assert.deepEqual(reader.samples.subarray(0, 40_000), long);
});

test('the memory is used again for chunks of any usual size', () => {
  const reader = new SampleReader();
  const { samples } = reader;
  for (const bytes of [2, 640, 32_768]) {
    reader.read(new Uint8Array(bytes));
    assert.equal(reader.samples, samples);
  }
});

test('a chunk whose memory was transferred is an error', () => {
  const pcm = new Uint8Array(640);
  structuredClone(pcm.buffer, { transfer: [pcm.buffer] });
  assert.throws(() => new SampleReader().read(pcm), TypeError);
});
