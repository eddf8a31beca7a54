import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { measurePitch } from '../../src/audio/emotion/pitch.ts';
import { LENGTH_TOLERANCE, MAX_FADE_STEP, MAX_HELD, STRETCH_RATES, TimeStretch } from '../../src/audio/time-stretch.ts';
import { type FliteVoice, speakWithFlite } from '../../testkit/speech/flite.ts';

const RATE_HZ = 16_000;
/** Where in the input a sample of the output may come from, around its place by the rate: a window and the reach of a jump. */
const AROUND = 1_000;
const VOICES: readonly FliteVoice[] = ['slt', 'rms', 'awb', 'kal'];
const TEXT = 'The river rises in the mountains. It runs through the old town, and at last it comes to the sea.';

const toFloat = (samples: Int16Array) => Float32Array.from(samples, (sample) => sample / 32_768);
const tone = (hz: number, ms: number) =>
  Float32Array.from({ length: ms * 16 }, (_, i) => 0.6 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));

function join(pieces: readonly Float32Array[]): Float32Array {
  return Float32Array.from(pieces.flatMap((piece) => [...piece]));
}

function stretch(input: Float32Array, rate: number): Float32Array {
  const stretcher = new TimeStretch();
  stretcher.rate = rate;
  return join([stretcher.push(input), stretcher.flush()]);
}

/** Pitch of the voiced stretches of 40 ms, Hz. */
function pitches(samples: Float32Array): number[] {
  const found: number[] = [];
  for (let at = 0; at + 640 <= samples.length; at += 160) {
    const cents = measurePitch(samples.subarray(at, at + 640), RATE_HZ);
    if (cents > 0) found.push(2 ** (cents / 1_200));
  }
  return found;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Part {
  readonly kind: 'tone' | 'noise' | 'silence' | 'click';
  readonly length: number;
  readonly hz: number;
  readonly size: number;
  readonly seed: number;
}

/** Any sound: tones, noise, clicks, silence, one after the other. As parts, which are short to print where a claim fails. */
const anyParts: fc.Arbitrary<Part[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('tone', 'noise', 'silence', 'click'),
    length: fc.integer({ min: 1, max: 3_000 }),
    hz: fc.integer({ min: 40, max: 4_000 }),
    size: fc.double({ min: 0.001, max: 1, noNaN: true }),
    seed: fc.integer(),
  }),
  { minLength: 1, maxLength: 5 },
);

function soundOf(parts: readonly Part[]): Float32Array {
  return join(
    parts.map(({ kind, length, hz, size, seed }) => {
      let state = seed | 1;
      return Float32Array.from({ length }, (_, i) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
        if (kind === 'tone') return size * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
        if (kind === 'noise') return (size * state) / 2 ** 31;
        return kind === 'click' && i % 700 === 3 ? size : 0;
      });
    }),
  );
}

/** @returns whether two sounds are the same, bit for bit. (A comparison that prints both would take minutes.) */
const isSame = (one: Float32Array, other: Float32Array) =>
  one.length === other.length && one.every((sample, i) => Object.is(sample, other[i]));
const anyRate = fc.double({ min: STRETCH_RATES.least, max: STRETCH_RATES.most, noNaN: true });

test('at rate 1 the output is the input, bit for bit and without delay', () => {
  fc.assert(
    fc.property(anyParts, fc.integer({ min: 1, max: 900 }), (parts, size) => {
      const sound = soundOf(parts);
      const stretcher = new TimeStretch();
      for (let at = 0; at < sound.length; at += size) {
        const piece = sound.subarray(at, at + size);
        assert.ok(isSame(stretcher.push(piece), piece), 'another output');
      }
      assert.equal(stretcher.flush().length, 0);
    }),
  );
});

test('back at rate 1, the output is the input from where it is, bit for bit', () => {
  const input = join([tone(150, 500), tone(210, 500)]);
  const stretcher = new TimeStretch();
  stretcher.rate = 1.3;
  stretcher.push(input.subarray(0, 8_000));
  stretcher.rate = 1;
  const from = stretcher.position;
  const rest = join([stretcher.push(input.subarray(8_000)), stretcher.flush()]);
  assert.ok(isSame(rest, input.slice(from)), 'another output');
});

test('the output is as long as the input divided by the rate, within a window', () => {
  fc.assert(
    fc.property(anyParts, anyRate, (parts, rate) => {
      const sound = soundOf(parts);
      const length = stretch(sound, rate).length;
      assert.ok(Math.abs(length - sound.length / rate) <= LENGTH_TOLERANCE, `${length} of ${sound.length} at ${rate}`);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('however the input is cut into pieces, the output is the same; never more than 36 ms are held', () => {
  fc.assert(
    fc.property(
      anyParts,
      anyRate,
      fc.array(fc.integer({ min: 0, max: 1_200 }), { minLength: 1 }),
      (parts, rate, cuts) => {
        const sound = soundOf(parts);
        const stretcher = new TimeStretch();
        stretcher.rate = rate;
        const pieces: Float32Array[] = [];
        let at = 0;
        for (let n = 0; at < sound.length; n++) {
          const size = (cuts[n % cuts.length] as number) + (n >= cuts.length ? 1 : 0);
          pieces.push(stretcher.push(sound.subarray(at, at + size)));
          at += size;
          assert.ok(stretcher.heldSamples <= MAX_HELD, `${stretcher.heldSamples} held`);
        }
        pieces.push(stretcher.flush());
        assert.ok(isSame(join(pieces), stretch(sound, rate)), 'another output');
        assert.equal(stretcher.position, sound.length);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

test('with a rate that changes at any time, finer pieces give the same output', () => {
  const change = fc.record({ samples: fc.integer({ min: 1, max: 2_500 }), rate: anyRate });
  fc.assert(
    fc.property(
      anyParts,
      fc.array(change, { minLength: 1 }),
      fc.integer({ min: 1, max: 700 }),
      (parts, changes, size) => {
        const sound = soundOf(parts);
        const [coarse, fine] = [sound.length, size].map((most) => {
          const stretcher = new TimeStretch();
          const pieces: Float32Array[] = [];
          let at = 0;
          for (let n = 0; at < sound.length; n++) {
            const { samples, rate } = changes[n % changes.length] as { samples: number; rate: number };
            stretcher.rate = n % 3 === 2 ? 1 : rate;
            const end = Math.min(at + samples, sound.length);
            for (; at < end; at = Math.min(at + most, end)) {
              pieces.push(stretcher.push(sound.subarray(at, Math.min(at + most, end))));
            }
          }
          return join([...pieces, stretcher.flush()]);
        });
        assert.ok(fine && coarse && isSame(fine, coarse), 'another output');
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
});

/** The claim about steps, sample by sample. @returns by how much it is broken at most; 0 or less when it holds. */
function worstStep(input: Float32Array, output: Float32Array, rate: number): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (let n = 1; n < output.length; n++) {
    const step = Math.abs((output[n] as number) - (output[n - 1] as number));
    const middle = Math.round(n * rate);
    const near = input.subarray(Math.max(0, middle - AROUND), middle + AROUND);
    let steepest = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < near.length; i++) {
      const sample = near[i] as number;
      if (i > 0) steepest = Math.max(steepest, Math.abs(sample - (near[i - 1] as number)));
      lowest = Math.min(lowest, sample);
      highest = Math.max(highest, sample);
    }
    worst = Math.max(worst, step - steepest - MAX_FADE_STEP * (highest - lowest));
  }
  return worst;
}

test('no sample jumps by more than its neighbours in the input do, and half a percent of the loudness there', () => {
  const rounding = 1e-6;
  fc.assert(
    fc.property(anyParts, anyRate, (parts, rate) => {
      const sound = soundOf(parts);
      const worst = worstStep(sound, stretch(sound, rate), rate);
      assert.ok(worst <= rounding, `${worst} too much`);
    }),
    { numRuns: 15, endOnFailure: true }, // shrinking takes minutes
  );
  const speech = toFloat(speakWithFlite('It runs through the old town.', { voice: 'rms' }));
  const worst = worstStep(speech, stretch(speech, 1.35), 1.35);
  assert.ok(worst <= rounding, `${worst} too much`);
  // The measure sees a splice without a fade: half a period of a tone is missing.
  const whole = tone(100, 1_000);
  assert.ok(worstStep(whole, join([whole.subarray(0, 8_040), whole.subarray(8_120)]), 1) > 0.5);
});

for (const hz of [65, 80, 110, 150, 220, 300, 395]) {
  test(`a tone of ${hz} Hz keeps its pitch within 1 % at every rate`, () => {
    for (const rate of [1.02, 1.1, 1.2, 1.35]) {
      for (const found of pitches(stretch(tone(hz, 1_500), rate))) {
        assert.ok(Math.abs(found / hz - 1) < 0.01, `${found} Hz at ${rate}`);
      }
    }
  });
}

for (const voice of VOICES) {
  test(`the voice ${voice} keeps its pitch within 1 % at every rate`, () => {
    const speech = toFloat(speakWithFlite(TEXT, { voice }));
    const before = median(pitches(speech));
    for (const rate of [1.05, 1.2, 1.35]) {
      const after = median(pitches(stretch(speech, rate)));
      assert.ok(Math.abs(after / before - 1) < 0.01, `${before} Hz became ${after} at ${rate}`);
    }
  });
}

test('a rate out of range counts as the nearest one in it, and no number as 1', () => {
  const stretcher = new TimeStretch();
  const taken = [0, 0.99, 1, 1.2, 1.35, 2, Number.POSITIVE_INFINITY, Number.NaN, -1].map((rate) => {
    stretcher.rate = rate;
    return stretcher.rate;
  });
  assert.deepEqual(taken, [1, 1, 1, 1.2, 1.35, 1.35, 1.35, 1, 1]);
});
