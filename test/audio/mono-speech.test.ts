import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monoSpeech, toMonoSpeech, toSamples } from '../../src/audio/mono-speech.ts';
import { parseWav } from '../../src/audio/wav.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';

const sine = (length: number, rateHz: number) => (i: number) =>
  8_000 * Math.sin((2 * Math.PI * 440 * (i % length)) / rateHz);

test('what is louder than full scale is held there, and what is no number is silence', () => {
  assert.deepEqual(
    [...toSamples(Float32Array.of(-2, -1, 0.5, 1, 2, Number.NaN))],
    [-32768, -32768, 16384, 32767, 32767, 0],
  );
});

test('16 kHz mono comes through sample for sample', () => {
  const samples = Int16Array.of(-32768, -1, 0, 1, 32767);
  assert.deepEqual(toMonoSpeech(parseWav(encodeWav(samples, 16_000))), samples);
});

test('a stereo recording at 48 kHz becomes mono speech as long as it was', () => {
  const at48 = sine(48_000, 48_000);
  const stereo = Int16Array.from({ length: 96_000 }, (_, i) => at48(i >> 1));
  const speech = toMonoSpeech(parseWav(encodeWav(stereo, 48_000, 2)));

  assert.equal(speech.length, 16_000);
  const expected = sine(16_000, 16_000);
  for (let i = 500; i < 15_500; i++) assert.ok(Math.abs((speech[i] ?? 0) - expected(i)) < 3);
});

test('every rate from 4 to 192 kHz gives speech of the recording’s length, the same in pieces as at once', () => {
  for (const rateHz of [4_000, 8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000]) {
    const seconds = 0.3517;
    const length = Math.floor(rateHz * seconds);
    const sound = parseWav(
      encodeWav(
        Int16Array.from({ length }, (_, i) => sine(length, rateHz)(i)),
        rateHz,
      ),
    );
    const speech = toMonoSpeech(sound);

    assert.equal(speech.length, Math.round((length * 16_000) / rateHz), `${rateHz} Hz`);
    assert.deepEqual(
      [...monoSpeech(sound)].flatMap((part) => [...part]),
      [...speech],
    );
    const middle = speech.subarray(1_000, 4_000);
    const level = Math.sqrt(middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length);
    assert.ok(Math.abs(level - 8_000 / Math.SQRT2) < 60, `${rateHz} Hz: ${level}`);
  }
});

test('no sound at all is no speech', () => {
  assert.equal(toMonoSpeech(parseWav(encodeWav(new Int16Array(0), 44_100, 2))).length, 0);
});
