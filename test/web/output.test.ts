import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { Output } from '../../web/src/listen/output.ts';

/** What an audio thread asks for at a time. */
const QUANTUM = 128;
const TONE_HZ = 440;

/** A tone, and the times at which it was asked for. */
class Tone {
  readonly times: number[] = [];
  #at = 0;

  readonly read = (out: Float32Array, nowMs: number): void => {
    this.times.push(nowMs);
    out.forEach((_, i) => {
      out[i] = Math.sin((2 * Math.PI * TONE_HZ * (this.#at + i)) / SAMPLE_RATE_HZ);
    });
    this.#at += out.length;
  };
}

/** One second of output at a rate. */
function oneSecond(tone: Tone, rateHz: number): Float32Array {
  const output = new Output(tone.read, rateHz);
  const second = new Float32Array(Math.floor(rateHz / QUANTUM) * QUANTUM);
  for (let from = 0; from < second.length; from += QUANTUM) {
    output.fill(second.subarray(from, from + QUANTUM), (from / rateHz) * 1_000);
  }
  return second;
}

test('at the speech’s own rate every sample is what was read, asked for at its time', () => {
  const tone = new Tone();
  const second = oneSecond(tone, SAMPLE_RATE_HZ);
  const expected = new Float32Array(second.length);
  new Tone().read(expected, 0);

  assert.deepEqual(second, expected);
  assert.deepEqual(tone.times.slice(0, 3), [0, 8, 16]);
});

test('at a device’s rate the tone keeps its pitch and loudness, without a gap, and is asked for when it sounds', () => {
  for (const rateHz of [44_100, 48_000, 8_000]) {
    const tone = new Tone();
    const second = oneSecond(tone, rateHz);
    // The filter's beginning is left out.
    const steady = second.subarray(rateHz / 10);
    let worst = 0;
    // A sine is its own recurrence: a gap, a jump or another pitch breaks it.
    const turn = 2 * Math.cos((2 * Math.PI * TONE_HZ) / rateHz);
    for (let i = 2; i < steady.length; i++) {
      const [a, b, c] = [steady[i - 2], steady[i - 1], steady[i]] as [number, number, number];
      worst = Math.max(worst, Math.abs(c - (turn * b - a)));
    }
    assert.ok(worst < 0.005, `${rateHz} Hz: off by ${worst}`);
    const loudest = steady.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(Math.abs(loudest - 1) < 0.01, `${rateHz} Hz: ${loudest} loud`);
    tone.times.forEach((ms, i) => {
      if (i > 0) assert.ok(ms >= (tone.times[i - 1] ?? 0), `${rateHz} Hz: asked backwards`);
      // Ahead of its time by a block and the filter's reach at most.
      assert.ok(Math.abs(ms - i * 8) <= 20, `${rateHz} Hz: block ${i} asked for at ${ms} ms`);
    });
  }
});
