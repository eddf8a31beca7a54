import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toPcm } from '../../src/audio/pcm.ts';
import { AUDIBLE_DBFS, SoundMeter } from '../../src/audio/sound-meter.ts';

const RATE_HZ = 16_000;

/** A sine of a level in dBFS (RMS). */
function tone(dbfs: number, ms: number): Uint8Array {
  const peak = 32_768 * 10 ** (dbfs / 20) * Math.SQRT2;
  return toPcm(Int16Array.from({ length: (RATE_HZ * ms) / 1000 }, (_, i) => Math.round(peak * Math.sin(i * 0.4))));
}

const silence = (ms: number) => new Uint8Array((RATE_HZ * ms * 2) / 1000);

function isHeard(...chunks: Uint8Array[]): boolean {
  const meter = new SoundMeter();
  return chunks.map((chunk) => meter.accept(chunk)).some(Boolean);
}

test('100 ms over -50 dBFS are audible, and under it they are not', () => {
  assert.equal(isHeard(tone(AUDIBLE_DBFS + 0.5, 100)), true);
  assert.equal(isHeard(tone(AUDIBLE_DBFS - 0.5, 100)), false);
  assert.equal(isHeard(silence(1_000)), false);
});

test('a sound that begins in the middle of a chunk is heard as one', () => {
  assert.equal(isHeard(silence(100), tone(-49, 40), tone(-49, 60), silence(40)), true);
});

test('a quiet sound is not heard for being long', () => {
  assert.equal(isHeard(...Array.from({ length: 100 }, () => tone(-52, 100))), false);
});

test('a short loud click is heard: over 100 ms it has the level', () => {
  assert.equal(isHeard(silence(100), tone(-40, 20), silence(100)), true);
  assert.equal(isHeard(silence(100), tone(-48, 20), silence(100)), false);
});

test('what was measured before a reset counts no more', () => {
  const meter = new SoundMeter();
  meter.accept(tone(-49, 80));
  meter.reset();

  assert.equal(meter.accept(silence(20)), false);
});

test('it makes no difference how the audio is cut into chunks, odd addresses in memory included', () => {
  const audio = Buffer.concat([silence(70), tone(-45, 130), silence(300)]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 30 }), (cuts) => {
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const samples of [...cuts, audio.length]) {
        const bytes = new Uint8Array(Math.min(samples * 2, audio.length - at) + 1).subarray(1);
        bytes.set(audio.subarray(at, at + bytes.length));
        chunks.push(bytes);
        at += bytes.length;
      }
      assert.equal(isHeard(...chunks), true);
    }),
  );
});

/** What is audible, computed plainly: the RMS of each 100 ms that end at a multiple of 20 ms; silence came before. */
function audibleEnds(samples: Int16Array): number[] {
  const ends: number[] = [];
  for (let end = 320; end <= samples.length; end += 320) {
    const window = samples.subarray(Math.max(0, end - 1_600), end);
    const energy = window.reduce((sum, sample) => sum + sample * sample, 0);
    if (10 * Math.log10(energy / 1_600 / 32_768 ** 2) > AUDIBLE_DBFS) ends.push(end);
  }
  return ends;
}

test('any sound in any chunks is audible where its 100 ms are above the level', () => {
  const part = fc.record({
    length: fc.integer({ min: 1, max: 3_000 }),
    peak: fc.constantFrom(0, 60, 103, 104, 105, 150, 32_767),
  });
  const parts = fc.array(part, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(parts, fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1 }), (sounds, cuts) => {
      const samples = Int16Array.from(
        sounds.flatMap(({ length, peak }) => Array.from({ length }, (_, i) => (i % 2 ? peak : -peak))),
      );
      const meter = new SoundMeter();
      const ends = audibleEnds(samples);
      let at = 0;
      for (let n = 0; at < samples.length; n++) {
        const end = Math.min(samples.length, at + (cuts[n % cuts.length] as number));
        assert.equal(
          meter.accept(toPcm(samples.slice(at, end))),
          ends.some((heard) => heard > at && heard <= end),
          `${at} to ${end}`,
        );
        at = end;
      }
    }),
  );
});
