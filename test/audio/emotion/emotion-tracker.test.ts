import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type EmotionDynamics, NEUTRAL_EMOTION } from '../../../src/audio/emotion/emotion-dynamics.ts';
import { EmotionTracker } from '../../../src/audio/emotion/emotion-tracker.ts';
import { toPcm } from '../../../src/audio/pcm.ts';
import { rmsDbfs } from '../../../src/audio/volume.ts';
import type { FliteVoice } from '../../../testkit/speech/flite.ts';
import { concat, scale, silence, synthesise } from '../../support/speech.ts';

const TEXT =
  'Good morning everybody. Today we talk about the river, and the people who live beside it. ' +
  'They fish in the water and they sell their catch at the market in town.';
const VOICES: readonly FliteVoice[] = ['kal', 'awb', 'rms', 'slt'];
/** Flite's own speed is that of somebody in a hurry; at this one it speaks some 150 words a minute. */
const PLAIN_RATE = 0.7;

/** Speech of each voice at its plain speed and -20 dBFS, pauses counted in. */
const plain = new Map<FliteVoice, Int16Array>();

before(async () => {
  for (const voice of VOICES) {
    const speech = await synthesise(TEXT, { voice, rate: PLAIN_RATE });
    plain.set(voice, atDbfs(speech, -20));
  }
});

function plainSpeech(voice: FliteVoice): Int16Array {
  return plain.get(voice) ?? assert.fail(`no speech of ${voice}`);
}

function atDbfs(samples: Int16Array, dbfs: number): Int16Array {
  return scale(samples, 10 ** ((dbfs - rmsDbfs(samples)) / 20));
}

function louderBy(samples: Int16Array, db: number): Int16Array {
  return scale(samples, 10 ** (db / 20));
}

function listenTo(samples: Int16Array, chunkBytes = 640): EmotionDynamics {
  const tracker = new EmotionTracker();
  const pcm = toPcm(samples);
  for (let at = 0; at < pcm.length; at += chunkBytes) tracker.accept(pcm.subarray(at, at + chunkBytes));
  assert.equal(tracker.errorCount, 0);
  return tracker.read();
}

function isNear(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected} +- ${tolerance}`);
}

/** White noise, the same at each call. */
function noise(ms: number, dbfs: number): Int16Array {
  let state = 12_345;
  const samples = Int16Array.from({ length: ms * 16 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return state >> 17;
  });
  return atDbfs(samples, dbfs);
}

function tone(ms: number, hz: number): Int16Array {
  return Int16Array.from({ length: ms * 16 }, (_, i) => 8_000 * Math.sin((2 * Math.PI * hz * i) / 16_000));
}

test('speech at -20 dBFS is of medium volume, and 10 dB either way a quarter of the scale louder or softer', () => {
  for (const voice of VOICES) {
    const medium = listenTo(plainSpeech(voice)).volume;
    isNear(medium, 0.51, 0.04, `${voice} at -20 dBFS`);
    isNear(listenTo(louderBy(plainSpeech(voice), -10)).volume, medium - 0.25, 0.01, `${voice} at -30 dBFS`);
  }
});

test('volume rises with every decibel, and neither rate nor energy moves with loudness', () => {
  for (const voice of VOICES) {
    const { rate, energy } = listenTo(plainSpeech(voice));
    let softer = -1;
    for (const db of [-12, -6, -3, -1, 0, 1, 3, 6]) {
      const measured = listenTo(louderBy(plainSpeech(voice), db));

      assert.ok(measured.volume > softer + 0.01, `${voice} ${db} dB: ${measured.volume} after ${softer}`);
      softer = measured.volume;
      isNear(measured.rate, rate, 0.05, `${voice} ${db} dB rate`);
      isNear(measured.energy, energy, 0.02, `${voice} ${db} dB energy`);
    }
  }
});

test('rate rises with speaking speed, and neither volume nor energy moves with it', async () => {
  for (const voice of VOICES) {
    const [slow, medium, fast] = await Promise.all(
      [0.5, 0.75, 1.1].map(async (rate) => listenTo(atDbfs(await synthesise(TEXT, { voice, rate }), -20))),
    );
    assert.ok(slow !== undefined && medium !== undefined && fast !== undefined);

    assert.ok(slow.rate + 0.1 < medium.rate, `${voice}: ${slow.rate}, then ${medium.rate}`);
    assert.ok(medium.rate + 0.1 < fast.rate, `${voice}: ${medium.rate}, then ${fast.rate}`);
    for (const other of [slow, fast]) {
      isNear(other.volume, medium.volume, 0.04, `${voice} volume`);
      isNear(other.energy, medium.energy, 0.12, `${voice} energy`);
    }
  }
});

test('speech of 145 words a minute has a rate of about 1', async () => {
  const words = TEXT.split(' ').length;
  for (const voice of VOICES) {
    const own = await synthesise(TEXT, { voice });
    const wordsPerMinute = words / (own.length / 16_000 / 60);
    const rate = 145 / wordsPerMinute;
    isNear(listenTo(await synthesise(TEXT, { voice, rate })).rate, 1, 0.25, `${voice} slowed to ${rate}`);
  }
});

test('a monotone has less energy than the same words spoken livelier, and neither volume nor rate tells them apart', async () => {
  for (const [voice, lively] of [
    ['kal', 15],
    ['awb', undefined],
    ['slt', undefined],
  ] as const) {
    const pitchDeviation = lively === undefined ? {} : { pitchDeviationHz: lively };
    const speak = async (options: object) => {
      return listenTo(atDbfs(await synthesise(TEXT, { voice, rate: PLAIN_RATE, ...options }), -20));
    };
    const flat = await speak({ pitchDeviationHz: 1 });
    const moved = await speak(pitchDeviation);

    assert.ok(flat.energy + 0.1 < moved.energy, `${voice}: ${flat.energy}, then ${moved.energy}`);
    isNear(flat.volume, moved.volume, 0.04, `${voice} volume`);
    isNear(flat.rate, moved.rate, 0.15, `${voice} rate`);
  }
});

test('plain reading has middling energy', () => {
  for (const voice of VOICES) isNear(listenTo(plainSpeech(voice)).energy, 0.5, 0.2, voice);
});

test('pauses between words change nothing', async () => {
  const [first, second] = [await synthesise(TEXT.slice(0, 90)), await synthesise(TEXT.slice(90))];
  const together = listenTo(concat(first, second).slice(-80_000));
  const apart = listenTo(concat(first, silence(1_500), second).slice(-80_000));

  isNear(apart.volume, together.volume, 0.05, 'volume');
  isNear(apart.rate, together.rate, 0.2, 'rate');
  isNear(apart.energy, together.energy, 0.1, 'energy');
});

test('steady noise behind the speaker moves nothing much', () => {
  for (const voice of VOICES) {
    const speech = plainSpeech(voice);
    const behind = noise(speech.length / 16, -45);
    const noisy = listenTo(speech.map((sample, i) => sample + (behind[i] ?? 0)));
    const clean = listenTo(speech);

    isNear(noisy.volume, clean.volume, 0.04, `${voice} volume`);
    isNear(noisy.rate, clean.rate, 0.25, `${voice} rate`);
    isNear(noisy.energy, clean.energy, 0.1, `${voice} energy`);
  }
});

test('until there is a second of voice all is neutral', async () => {
  const speech = plainSpeech('slt');
  assert.deepEqual(listenTo(new Int16Array(0)), NEUTRAL_EMOTION);
  assert.deepEqual(listenTo(speech.slice(0, 15_000)), NEUTRAL_EMOTION);
  assert.notDeepEqual(listenTo(speech.slice(0, 32_000)), NEUTRAL_EMOTION);
});

test('what is no voice is neutral: silence, noise, a hum, a constant offset', () => {
  const none = {
    silence: silence(4_000),
    'soft noise': noise(4_000, -50),
    'loud noise': noise(4_000, -15),
    'noise that breaks in': concat(silence(2_500), noise(2_500, -20)),
    hum: tone(4_000, 120),
    offset: new Int16Array(64_000).fill(5_000),
    'speech too soft to be meant': louderBy(plainSpeech('slt'), -50),
  };
  for (const [name, samples] of Object.entries(none)) assert.deepEqual(listenTo(samples), NEUTRAL_EMOTION, name);
});

test('speech that ended a window ago is forgotten', () => {
  assert.deepEqual(listenTo(concat(plainSpeech('slt'), silence(5_000))), NEUTRAL_EMOTION);
});

test('how the audio is cut into chunks changes nothing', () => {
  const speech = plainSpeech('slt');
  const whole = listenTo(speech, speech.byteLength);
  for (const chunkBytes of [100, 334, 3_200, 32_768]) assert.deepEqual(listenTo(speech, chunkBytes), whole);
});

test('measures keep to their ranges on any sound', () => {
  const square = Int16Array.from({ length: 80_000 }, (_, i) => (i % 100 < 50 ? -32_768 : 32_767));
  const bursts = square.map((sample, i) => (i % 3_200 < 1_600 ? sample : 0));
  for (const samples of [square, bursts, louderBy(plainSpeech('kal'), 40), concat(silence(2_500), tone(2_500, 200))]) {
    const { volume, rate, energy } = listenTo(samples);
    assert.ok(volume >= 0 && volume <= 1 && rate >= 0.5 && rate <= 2 && energy >= 0 && energy <= 1);
  }
});

test('a failure to measure is neutral, counted and reported, and the next reading is tried', () => {
  const errors: unknown[] = [];
  const results = [
    () => assert.fail('broken'),
    () => ({ volume: Number.NaN, rate: 1, energy: 0.5 }),
    () => ({ volume: 0.1, rate: Number.POSITIVE_INFINITY, energy: 0.5 }),
    () => ({ volume: 0.1, rate: 0.6, energy: 0.2 }),
  ];
  const tracker = new EmotionTracker({
    onError: (error) => errors.push(error),
    measure: () => (results.shift() ?? assert.fail())(),
  });

  for (let i = 0; i < 3; i++) assert.deepEqual(tracker.read(), NEUTRAL_EMOTION);
  assert.deepEqual(tracker.read(), { volume: 0.1, rate: 0.6, energy: 0.2 });
  assert.equal(tracker.errorCount, 3);
  assert.match(String(errors[1]), /not finite: NaN, 1, 0.5/);
});

test('audio that cannot be read is a counted failure, after which listening begins anew', () => {
  const tracker = new EmotionTracker();
  const pcm = toPcm(plainSpeech('slt'));
  tracker.accept(pcm);
  const gone = new Uint8Array(640);
  structuredClone(gone.buffer, { transfer: [gone.buffer] }); // its memory is taken away

  tracker.accept(gone);
  assert.equal(tracker.errorCount, 1);
  assert.deepEqual(tracker.read(), NEUTRAL_EMOTION);

  tracker.accept(pcm);
  assert.notDeepEqual(tracker.read(), NEUTRAL_EMOTION);
});

test('a stretch is measured by itself, however the speaker spoke after it', () => {
  const speech = plainSpeech('slt').subarray(0, 4 * 16_000);
  const tracker = new EmotionTracker();
  for (const part of [speech, louderBy(speech, 10), silence(2_000)]) tracker.accept(toPcm(part));

  const soft = tracker.read({ fromAgoMs: 10_000, toAgoMs: 6_000 });
  const loud = tracker.read({ fromAgoMs: 6_000, toAgoMs: 2_000 });

  isNear(soft.volume, listenTo(speech).volume, 0.01, 'first stretch');
  isNear(loud.volume, soft.volume + 0.25, 0.02, 'second stretch');
});

test('a stretch without a second of voice is measured with the seconds before it', () => {
  const speech = plainSpeech('slt').subarray(0, 4 * 16_000);
  const tracker = new EmotionTracker();
  for (const part of [speech, silence(1_000)]) tracker.accept(toPcm(part));

  const word = tracker.read({ fromAgoMs: 1_200, toAgoMs: 1_000 });

  assert.notDeepEqual(word, NEUTRAL_EMOTION);
  isNear(word.volume, listenTo(speech).volume, 0.02, 'volume');
  assert.deepEqual(tracker.read({ fromAgoMs: 60_000, toAgoMs: 50_000 }), NEUTRAL_EMOTION);
});
