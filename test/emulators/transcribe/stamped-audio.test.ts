import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_STAMP, STAMP_SAMPLES, stampBlock } from '../../../emulators/transcribe/stamp.ts';
import { readStamps, StampReader } from '../../../emulators/transcribe/stamped-audio.ts';

const number = fc.integer({ min: 0, max: MAX_STAMP });
const silence = (samples: number) => new Uint8Array(samples * 2);

test('numbers written into audio are read back, whatever silence lies between and however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, fc.nat(400))), fc.array(fc.nat(700)), (blocks, cuts) => {
      const all = Buffer.concat(blocks.flatMap(([n, gap]) => [silence(gap), stampBlock(n)]));
      const reader = new StampReader();
      const read: { number: number; startSample: number }[] = [];

      let at = 0;
      for (const cut of cuts) {
        read.push(...reader.push(all.subarray(at, at + cut)));
        at += cut;
      }
      read.push(...reader.push(all.subarray(at)));

      let sample = 0;
      const expected = blocks.map(([n, gap]) => {
        sample += gap + STAMP_SAMPLES;
        return { number: n, startSample: sample - STAMP_SAMPLES };
      });
      assert.deepEqual(read, expected);
    }),
  );
});

test('audio cut at any sample loses the block it cuts and no other', () => {
  const all = Buffer.concat([0, 1, 2, 3].map(stampBlock));
  for (let cut = 0; cut < STAMP_SAMPLES; cut++) {
    assert.deepEqual(readStamps(all.subarray(cut * 2)), cut === 0 ? [0, 1, 2, 3] : [1, 2, 3]);
    assert.deepEqual(readStamps(all.subarray(0, all.length - cut * 2)), cut === 0 ? [0, 1, 2, 3] : [0, 1, 2]);
  }
});

test('a block with one altered, lost or doubled sample is not read', () => {
  fc.assert(
    fc.property(
      number,
      number,
      fc.nat(STAMP_SAMPLES - 1),
      fc.constantFrom('alter', 'lose', 'double'),
      (a, b, i, how) => {
        const block = Buffer.from(stampBlock(a));
        const sample = block.subarray(i * 2, i * 2 + 2);
        const altered = Buffer.from([(sample[0] ?? 0) ^ 1, sample[1] ?? 0]);
        const middle = { alter: [altered], lose: [], double: [sample, sample] }[how];

        const damaged = Buffer.concat([block.subarray(0, i * 2), ...middle, block.subarray(i * 2 + 2), stampBlock(b)]);

        assert.deepEqual(readStamps(damaged).slice(-1), [b]);
        // An extra sample at either edge stands outside a whole block.
        const atEdge = how === 'double' && (i === 0 || i === STAMP_SAMPLES - 1);
        assert.equal(readStamps(damaged).length, atEdge ? 2 : 1);
      },
    ),
  );
});

test('silence and noise have no numbers', () => {
  assert.deepEqual(readStamps(silence(5_000)), []);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 640, maxLength: 3_000 }), (noise) => readStamps(noise).length === 0),
  );
});

test('a number that is none is refused', () => {
  for (const wrong of [-1, 0.5, MAX_STAMP + 1, Number.NaN]) assert.throws(() => stampBlock(wrong), RangeError);
});
