import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixdown, monoSpeechOf, toSamples } from '../../src/audio/mono-speech.ts';
import { encodeWav, parseWav } from '../../src/audio/wav.ts';

test('channels are mixed to their mean', () => {
  assert.deepEqual([...mixdown([Float32Array.of(1, 0.5), Float32Array.of(0, -0.5)])], [0.5, 0]);
  assert.deepEqual([...mixdown([])], []);
});

test('what is louder than full scale is held there, and what is no number is silence', () => {
  assert.deepEqual(
    [...toSamples(Float32Array.of(-2, -1, 0.5, 1, 2, Number.NaN))],
    [-32768, -32768, 16384, 32767, 32767, 0],
  );
});

test('16 kHz mono comes through sample for sample', () => {
  const samples = Int16Array.of(-32768, -1, 0, 1, 32767);
  assert.deepEqual(monoSpeechOf(parseWav(encodeWav(samples, 16_000))), samples);
});

test('a stereo recording at 48 kHz becomes mono speech as long as it was', () => {
  const stereo = Int16Array.from(
    { length: 96_000 },
    (_, i) => 8_000 * Math.sin((2 * Math.PI * 440 * (i >> 1)) / 48_000),
  );
  const speech = monoSpeechOf(parseWav(encodeWav(stereo, 48_000, 2)));

  assert.equal(speech.length, 16_000);
  const expected = (i: number) => 8_000 * Math.sin((2 * Math.PI * 440 * i) / 16_000);
  for (let i = 500; i < 15_500; i++) assert.ok(Math.abs((speech[i] ?? 0) - expected(i)) < 3);
});
