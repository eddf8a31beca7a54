/**
 * The product's volume, rate and energy beside their definition: within 2 %, whoever speaks, how fast, how loud, in what
 * noise, in whatever chunks. (Before the measurement was made cheap, it was within 0.3 % of the definition too.)
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EmotionDynamics, NEUTRAL_EMOTION } from '../../../src/audio/emotion/emotion-dynamics.ts';
import { EmotionTracker, type Stretch } from '../../../src/audio/emotion/emotion-tracker.ts';
import { toPcm } from '../../../src/audio/pcm.ts';
import type { FliteVoice } from '../../../testkit/speech/flite.ts';
import { concat, scale, silence, synthesise } from '../../support/speech.ts';
import { blocksOf, emotionOf } from './emotion-definition.ts';

const TEXT =
  'Good morning everybody. Today we talk about the river, and the people who live beside it. ' +
  'They fish in the water and they sell their catch at the market in town.';
const VOICES: readonly FliteVoice[] = ['kal', 'awb', 'rms', 'slt'];
const WHOLE: Stretch = { fromAgoMs: 5_000, toAgoMs: 0 };
/** Share of the defined value that the product may differ by. */
const TOLERANCE = 0.02;
/** Below this a difference cannot be heard or seen, so that 2 % of 0 are not asked for. */
const SMALLEST = 0.005;

function trackerOf(samples: Int16Array, chunkBytes = 640): EmotionTracker {
  const tracker = new EmotionTracker();
  const pcm = toPcm(samples);
  for (let at = 0; at < pcm.length; at += chunkBytes) tracker.accept(pcm.subarray(at, at + chunkBytes));
  return tracker;
}

/** Measures both ways. @returns what the product measured. */
function compare(samples: Int16Array, name: string, stretches: readonly Stretch[] = [WHOLE]): EmotionDynamics {
  const tracker = trackerOf(samples);
  const blocks = blocksOf(samples);
  let measured = NEUTRAL_EMOTION;
  for (const { fromAgoMs = 0, toAgoMs } of stretches) {
    measured = tracker.read({ fromAgoMs, toAgoMs });
    const ago = (ms: number) => Math.max(0, blocks.length - ms / 10);
    const defined = emotionOf(blocks.slice(ago(fromAgoMs), ago(toAgoMs))) ?? NEUTRAL_EMOTION;
    for (const figure of ['volume', 'rate', 'energy'] as const) {
      const allowed = Math.max(SMALLEST, TOLERANCE * defined[figure]);
      const message = `${name}, ${fromAgoMs} to ${toAgoMs} ms ago: ${figure} ${measured[figure]}, not ${defined[figure]}`;
      assert.ok(Math.abs(measured[figure] - defined[figure]) <= allowed, message);
    }
  }
  assert.equal(tracker.errorCount, 0, name);
  return measured;
}

/** White noise of a peak, the same at each call. */
function noise(length: number, peak: number): Int16Array {
  let state = 12_345;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return (state / 2 ** 31) * peak;
  });
}

function mix(samples: Int16Array, other: Int16Array): Int16Array {
  return samples.map((sample, i) => Math.max(-32_768, Math.min(32_767, sample + (other[i] ?? 0))));
}

/** Plays samples at another speed: pitch, voice and pace change together. */
function played(samples: Int16Array, speed: number): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length / speed) }, (_, i) => samples[Math.floor(i * speed)] ?? 0);
}

function tones(ms: number, ...hz: readonly number[]): Int16Array {
  return Int16Array.from({ length: ms * 16 }, (_, i) => {
    return hz.reduce((sum, each) => sum + (9_000 / hz.length) * Math.sin((2 * Math.PI * each * i) / 16_000), 0);
  });
}

/** Every voice, slowly and fast, from a whisper's level to clipping, and with noise behind it that drowns the soft ones. */
for (const voice of VOICES) {
  test(`${voice} at three speeds, four levels and three levels of noise is measured as defined`, async () => {
    for (const rate of [0.6, 0.9, 1.3]) {
      const speech = await synthesise(TEXT, { voice, rate });
      for (const gain of [0.02, 0.3, 1, 6]) {
        for (const peak of [0, 60, 1_500]) {
          compare(
            mix(scale(speech, gain), noise(speech.length, peak)).slice(-96_000),
            `${voice} ${rate} ${gain} ${peak}`,
          );
        }
      }
    }
  });
}

test('a child of 400 Hz and more and a bass of 60 Hz are measured as defined', async () => {
  for (const [voice, speed] of [
    ['slt', 1.7],
    ['slt', 2.4],
    ['kal', 0.6],
    ['rms', 0.65],
  ] as const) {
    const measured = compare(played(await synthesise(TEXT, { voice }), speed), `${voice} played at ${speed}`);
    assert.notDeepEqual(measured, NEUTRAL_EMOTION, `${voice} played at ${speed}`);
  }
});

test('short and long stretches, now and long ago, are measured as defined', async () => {
  const speech = await synthesise(`${TEXT} ${TEXT} ${TEXT}`, { voice: 'awb', rate: 0.8 });
  const stretches = [1_500, 3_000, 5_000, 8_000, 20_000].flatMap((ms) =>
    [0, 700, 4_000].map((toAgoMs) => ({ fromAgoMs: toAgoMs + ms, toAgoMs })),
  );
  compare(speech, 'awb', stretches);
});

test('sounds that nobody spoke are measured as defined', async () => {
  const speech = await synthesise(TEXT, { voice: 'slt', rate: 0.8 });
  const square = Int16Array.from({ length: 80_000 }, (_, i) => (i % 100 < 50 ? -32_768 : 32_767));
  const loudness = played(speech, 1).map((sample, i) => Math.abs(sample) * (i % 2 === 0 ? 1 : -1));
  const melody = concat(
    ...[262, 294, 330, 349, 392, 440, 494, 523].map((hz) => concat(tones(400, hz, 2 * hz), silence(150))),
  );
  for (const [name, samples] of Object.entries({
    nothing: new Int16Array(0),
    'a sample': new Int16Array(1),
    silence: silence(6_000),
    'a full-scale square wave': square,
    'bursts of it': square.map((sample, i) => (i % 3_200 < 1_600 ? sample : 0)),
    'eight bits': speech.map((sample) => (sample >> 8) << 8),
    'eight bits, softly': scale(speech, 0.1).map((sample) => (sample >> 8) << 8),
    'a few steps of the sampling': scale(speech, 0.002),
    'speech with an offset': mix(scale(speech, 0.3), new Int16Array(speech.length).fill(12_000)),
    'an offset': new Int16Array(80_000).fill(-20_000),
    'a click after silence': concat(silence(5_000), new Int16Array(1).fill(32_767), silence(100)),
    whispers: mix(
      new Int16Array(speech.length),
      noise(speech.length, 1).map((sign, i) => sign * (loudness[i] ?? 0)),
    ),
    buzzing: loudness,
    melody,
    chords: concat(
      tones(900, 220, 277, 330),
      silence(200),
      tones(900, 196, 247, 294),
      silence(200),
      tones(900, 262, 330, 392),
    ),
    hum: tones(5_000, 50, 100, 150),
    sweep: Int16Array.from({ length: 80_000 }, (_, i) => 8_000 * Math.sin((i * i) / 1e6)),
  })) {
    compare(samples, name);
  }
});

test('however the audio is cut into chunks, from one sample to a second, the figures are the same to the last bit', async () => {
  const speech = (await synthesise(TEXT, { voice: 'rms' })).slice(0, 64_000);
  const whole = trackerOf(speech, speech.byteLength).read();
  for (const chunkBytes of [2, 4, 6, 100, 318, 320, 322, 640, 3_198, 32_000]) {
    assert.deepEqual(trackerOf(speech, chunkBytes).read(), whole, `${chunkBytes} bytes`);
  }
  const pcm = toPcm(speech);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 16_000 }), { minLength: 1, maxLength: 20 }), (lengths) => {
      const tracker = new EmotionTracker();
      let at = 0;
      for (let n = 0; at < pcm.length; n++) {
        const end = at + 2 * (lengths[n % lengths.length] as number);
        tracker.accept(pcm.subarray(at, end));
        at = end;
      }
      assert.deepEqual(tracker.read(), whole);
    }),
    { numRuns: 25 },
  );
});

test('any samples at all give figures in their ranges, as defined', () => {
  const part = fc.record({
    length: fc.integer({ min: 1, max: 24_000 }),
    period: fc.integer({ min: 2, max: 400 }),
    low: fc.integer({ min: -32_768, max: 32_767 }),
    high: fc.integer({ min: -32_768, max: 32_767 }),
    noise: fc.integer({ min: 0, max: 8_000 }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 2, maxLength: 6 }), (parts) => {
      const pieces = parts.map(({ length, period, low, high, noise: peak }) => {
        const pulses = Int16Array.from({ length }, (_, i) => (i % period < period / 3 ? low : high));
        return mix(pulses, noise(length, peak));
      });
      const { volume, rate, energy } = compare(concat(...pieces), JSON.stringify(parts));
      assert.ok(volume >= 0 && volume <= 1 && rate >= 0.5 && rate <= 2 && energy >= 0 && energy <= 1);
    }),
    { numRuns: 30 },
  );
});
