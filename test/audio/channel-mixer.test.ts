import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelMixer } from '../../src/audio/channel-mixer.ts';

const RATE_HZ = 16_000;
/** What an audio thread gives at a time, and what a recording is read in. */
const STEPS = [128, 1_600];

const tone = (seconds: number, hz = 440, gain = 0.3) =>
  Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => gain * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
const times = (sound: Float32Array, gain: number) => sound.map((sample) => sample * gain);
const silenceLike = (sound: Float32Array) => new Float32Array(sound.length);

/** One after the other. */
function inRow(...sounds: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}

/** Noise of our own making, the same each time. */
function noise(seconds: number, seed: number, gain = 0.3): Float32Array {
  let state = seed;
  return Float32Array.from({ length: seconds * RATE_HZ }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (gain * state) / 2 ** 31;
  });
}

function mixed(channels: readonly Float32Array[], step: number, mixer = new ChannelMixer(RATE_HZ)): Float32Array {
  const length = channels[0]?.length ?? 0;
  const whole = new Float32Array(length);
  for (let at = 0; at < length; at += step) {
    whole.set(mixer.push(channels.map((channel) => channel.subarray(at, at + step))), at);
  }
  return whole;
}

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

function assertClose(actual: Float32Array, expected: Float32Array, from = 0, message = ''): void {
  assert.equal(actual.length, expected.length);
  const off = actual.findIndex((sample, i) => i >= from && Math.abs(sample - (expected[i] as number)) > 1e-6);
  assert.equal(off, -1, `${message} differs at ${off}: ${actual[off]} instead of ${expected[off]}`);
}

test('channels that agree, or have little in common, are mixed to their mean', () => {
  const [a, b] = [noise(1, 1), noise(1, 2)];
  for (const step of STEPS) {
    assertClose(mixed([a, a], step), a, 0, 'the same twice');
    assertClose(
      mixed([a, b], step),
      a.map((sample, i) => (sample + (b[i] as number)) / 2),
      0,
      'two sounds',
    );
    assertClose(mixed([a, times(a, 0.5), a], step), times(a, 2.5 / 3), 0, 'three');
  }
});

test('one channel is passed on as it is, and no channels are no samples', () => {
  const sound = tone(0.1);

  assert.deepEqual(new ChannelMixer(RATE_HZ).push([sound]), sound);
  assert.deepEqual(new ChannelMixer(RATE_HZ).push([]), new Float32Array(0));
  assert.deepEqual(new ChannelMixer(RATE_HZ).push([new Float32Array(0), new Float32Array(0)]), new Float32Array(0));
});

test('a recording in opposite phase, whose sum is silence, is heard from its first sample', () => {
  const sound = tone(1);
  const late = inRow(silenceLike(tone(0.55)), tone(0.5));

  assertClose(mixed([sound, times(sound, -1)], 1_600), sound);
  assertClose(mixed([late, times(late, -1)], 1_600), late, 0, 'after a silence');
});

test('a microphone in opposite phase is heard after 40 ms', () => {
  const sound = tone(1);

  assertClose(mixed([sound, times(sound, -1)], 128), sound, 0.06 * RATE_HZ);
});

test('where the channels nearly cancel it is the louder one that is heard', () => {
  const sound = noise(1, 7);
  for (const step of STEPS) {
    assertClose(mixed([times(sound, -0.6), sound], step), sound, 0.06 * RATE_HZ);
    assertClose(mixed([sound, times(sound, -0.6)], step), sound, 0.06 * RATE_HZ);
  }
});

test('a channel without sound does not make the others softer', () => {
  const sound = tone(1);
  const hiss = noise(1, 3, 1e-4);
  for (const step of STEPS) {
    assertClose(mixed([sound, silenceLike(sound)], step), sound);
    assertClose(mixed([silenceLike(sound), sound], step), sound);
    assertClose(mixed([sound, hiss], step), sound, 0, 'hiss');
    const surround = [silenceLike(sound), sound, silenceLike(sound), sound, silenceLike(sound), silenceLike(sound)];
    assertClose(mixed(surround, step), sound, 0, 'two of six');
  }
});

test('two people at a microphone each, one a channel: both are heard, from the first sample, without jumps', () => {
  const [ada, bob] = [noise(2, 1), noise(2, 2)];
  const pause = silenceLike(ada);
  const left = inRow(ada, pause, ada, pause);
  const right = inRow(pause, bob, pause, bob);
  for (const step of STEPS) {
    const heard = mixed([left, right], step);
    for (let second = 0; second < 8; second++) {
      const level = rms(heard.subarray(second * RATE_HZ, (second + 1) * RATE_HZ)) / rms(ada);
      // Alone at first; then each at half, as a mean has it, and no pumping from one turn to the next.
      assert.ok(Math.abs(level - (second < 2 ? 1 : 0.5)) < 0.02, `second ${second}: ${level}`);
    }
  }
});

test('it does not switch back and forth: not in the pauses of a speech in opposite phase, not between two sounds', () => {
  const sound = tone(1);
  const hum = tone(1, 50, 0.003);
  // A pause with hum of the same phase on both: alone it would say "these agree".
  const left = inRow(sound, hum, sound, hum, sound);
  const right = inRow(times(sound, -1), hum, times(sound, -1), hum, times(sound, -1));

  assertClose(mixed([left, right], 128), left, 0.06 * RATE_HZ, 'pauses');
  for (let seed = 1; seed < 20; seed++) {
    const [a, b] = [noise(1, seed), noise(1, seed + 100)];
    assertClose(
      mixed([a, b], 128),
      a.map((sample, i) => (sample + (b[i] as number)) / 2),
      0,
      `seed ${seed}`,
    );
  }
});

test('a change of the wiring is followed within 2 s, in a ramp', () => {
  const sound = tone(4, 400);
  const other = sound.map((sample, i) => (i < 2 * RATE_HZ ? sample : -sample));
  for (const step of STEPS) {
    const heard = mixed([sound, other], step);

    assertClose(heard.subarray(3.9 * RATE_HZ), sound.subarray(3.9 * RATE_HZ));
    const jumps = heard.map((sample, i) => Math.abs(sample - (heard[i - 1] ?? 0)));
    const steepest = 0.3 * ((2 * Math.PI * 400) / RATE_HZ);
    const first = Math.max(...jumps.subarray(0, 2 * RATE_HZ - step));
    assert.ok(first <= steepest + 1e-6);
    assert.ok(Math.max(...jumps.subarray(2 * RATE_HZ + step)) < steepest * 1.2, 'no click');
  }
});

test('another number of channels, as when a microphone is changed, begins anew', () => {
  const sound = tone(0.5);
  const mixer = new ChannelMixer(RATE_HZ);
  mixed([sound, times(sound, -1)], 128, mixer);

  assertClose(mixed([sound], 128, mixer), sound);
  assertClose(mixed([sound, sound, sound], 128, mixer), sound);
});
