import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wavToPcm } from '../../../pipeline/engines/speech-pcm.ts';
import { toSamples } from '../../../src/audio/pcm.ts';
import { encodeWav } from '../../../src/audio/wav-writer.ts';
import { rms } from '../../support/pipeline/speech.ts';

/** eSpeak NG's. */
const RATE = 22_050;

function tone(hz: number, rateHz = RATE, seconds = 0.5): Int16Array {
  return Int16Array.from({ length: rateHz * seconds }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rateHz)),
  );
}

const heard = (samples: Int16Array, rateHz = RATE) => toSamples(wavToPcm(encodeWav(samples, rateHz)));

/** Where the edges do not show. */
const middleOf = (samples: Int16Array) => samples.subarray(samples.length >> 2, (samples.length * 3) >> 2);

test('speech keeps its length to the nearest sample', () => {
  for (const [rateHz, length] of [
    [22_050, 22_050],
    [22_050, 12_345],
    [44_100, 9_999],
    [16_000, 777],
    [8_000, 1_001],
  ] as const) {
    const speech = heard(new Int16Array(length).fill(1_000), rateHz);
    assert.equal(speech.length, Math.round((length * 16_000) / rateHz), `${length} samples at ${rateHz} Hz`);
  }
});

test('a tone that 16 kHz can carry passes unchanged', () => {
  for (const rateHz of [22_050, 32_000, 44_100, 48_000]) {
    for (const hz of [100, 1_000, 3_000, 6_500]) {
      const speech = heard(tone(hz, rateHz), rateHz);
      const expected = tone(hz, 16_000);
      const error = speech.map((sample, i) => sample - (expected[i] ?? 0));
      assert.ok(rms(middleOf(error)) < 20, `${hz} Hz from ${rateHz} Hz: ${rms(middleOf(error))}`);
    }
  }
});

test('a tone that 16 kHz cannot carry is gone, not folded back', () => {
  for (const hz of [8_200, 9_000, 10_500]) assert.ok(rms(middleOf(heard(tone(hz)))) < 10, `${hz} Hz`);
});

test('loud speech is held within 16 bits', () => {
  const speech = heard(Int16Array.from({ length: 2_000 }, (_, i) => (i % 200 < 100 ? 32_767 : -32_768)));

  assert.ok(speech.includes(32_767) && speech.includes(-32_768));
});

test('a WAV whose header knows no length is read to its end', () => {
  const whole = encodeWav(tone(440), RATE);
  const streamed = whole.slice();
  const view = new DataView(streamed.buffer);
  // As eSpeak NG writes it to a pipe.
  view.setUint32(4, 0x7ffff024, true);
  view.setUint32(40, 0x7ffff000, true);

  assert.deepEqual(wavToPcm(streamed), wavToPcm(whole));
});

test('nothing written and nothing but silence are no sound', () => {
  assert.equal(wavToPcm(new Uint8Array(0)).length, 0);
  assert.equal(wavToPcm(encodeWav(new Int16Array(0), RATE)).length, 0);
  assert.equal(wavToPcm(encodeWav(new Int16Array(500), RATE)).length, 0);
});

test('what is no WAV is said in a plain error', () => {
  for (const bytes of [Buffer.from('no speech'), encodeWav(tone(440), RATE).slice(0, 20)]) {
    assert.throws(() => wavToPcm(bytes), { name: 'Error', message: /^The speech program wrote no speech: / });
  }
  assert.throws(() => wavToPcm(encodeWav(tone(440), 1)), /a rate of 1 Hz is not supported/);
});
