import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StreamResampler } from '../../src/audio/stream-resampler.ts';
import { resample } from '../support/resample.ts';

const noise = (length: number, seed: number): Float32Array => {
  let state = seed;
  return new Float32Array(length).map(() => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 1_073_741_824 - 1;
  });
};

function inPieces(samples: Float32Array, sizes: readonly number[], fromHz: number, toHz: number): Float32Array {
  const resampler = new StreamResampler(fromHz, toHz);
  const out: number[] = [];
  let at = 0;
  for (let i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    out.push(...resampler.push(samples.slice(at, at + size)));
    at += size;
  }
  out.push(...resampler.flush());
  return Float32Array.from(out);
}

const level = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const tone = (hz: number, rateHz: number, seconds: number) =>
  new Float32Array(rateHz * seconds).map((_, n) => Math.sin((2 * Math.PI * hz * n) / rateHz));

test('in pieces of whatever size it gives the very samples the whole gives', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(48_000, 44_100, 96_000, 16_000, 8_000, 22_050),
      fc.integer({ min: 0, max: 3_000 }),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 1e6 }),
      (fromHz, length, sizes, seed) => {
        const samples = noise(length, seed);
        assert.deepEqual(inPieces(samples, sizes, fromHz, 16_000), resample(samples, fromHz, 16_000));
      },
    ),
    { numRuns: 60 },
  );
});

test('what 16 kHz cannot hold is taken away, what it can is kept', () => {
  for (const fromHz of [44_100, 48_000]) {
    const kept = inPieces(tone(1_000, fromHz, 1), [128], fromHz, 16_000).slice(200, -200);
    const gone = inPieces(tone(9_000, fromHz, 1), [128], fromHz, 16_000).slice(200, -200);

    assert.ok(Math.abs(level(kept) - Math.SQRT1_2) < 0.001, `1 kHz of ${fromHz}: ${level(kept)}`);
    assert.ok(level(gone) < 0.001, `9 kHz of ${fromHz}: ${level(gone)}`);
  }
});

test('it gives what it can at once: no more than the filter reaches is held back', () => {
  const resampler = new StreamResampler(48_000, 16_000);
  let given = 0;
  for (let block = 1; block <= 375; block++) {
    given += resampler.push(new Float32Array(128)).length;
    assert.ok((block * 128) / 3 - given <= 33, `after block ${block}`);
  }
  assert.equal(given + resampler.flush().length, 16_000);
});

test('rates that are none are refused', () => {
  assert.throws(() => new StreamResampler(0, 16_000), RangeError);
  assert.throws(() => new StreamResampler(48_000, 1.5), RangeError);
});
