import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stampBlock } from '../../../emulators/transcribe/stamp.ts';
import { readStamps } from '../../../emulators/transcribe/stamped-audio.ts';
import {
  BLOCK_SAMPLES,
  type HeardWord,
  MAX_TEXT_BYTES,
  placeWords,
  type SpokenText,
  WordReader,
  writeWords,
} from '../../../emulators/transcribe/written-audio.ts';

const word = fc.record({
  text: fc.oneof(
    fc.constantFrom('very', 'Hello,', '¿Qué', '东京。', 'السلام', '안녕', '🙂'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  ),
  durationMs: fc.integer({ min: 20, max: 300 }),
});
const pause = fc.record({ text: fc.constant(''), durationMs: fc.integer({ min: 20, max: 200 }) });
const talk = fc.array(fc.oneof({ weight: 4, arbitrary: word }, pause), { maxLength: 12 });

function readAll(pcm: Uint8Array, cuts: readonly number[] = []): HeardWord[] {
  const reader = new WordReader();
  const heard: HeardWord[] = [];
  let at = 0;
  for (const cut of cuts) {
    heard.push(...reader.push(pcm.subarray(at, at + cut)));
    at += cut;
  }
  return [...heard, ...reader.push(pcm.subarray(at)), ...reader.end()];
}

test('words written into audio are read back whole, at their times, however the bytes are cut', () => {
  fc.assert(
    fc.property(talk, fc.array(fc.nat(900)), fc.nat(500), (words, cuts, lead) => {
      const pcm = Buffer.concat([new Uint8Array(lead * 2), writeWords(words, 7)]);

      const heard = readAll(pcm, cuts);

      const expected = placeWords(words).map(({ text, startMs, endMs }, i) => ({
        text,
        number: 7 + i,
        startSample: lead + startMs * 16,
        endSample: lead + endMs * 16,
        blocks: (endMs - startMs) / 20,
        missingBlocks: 0,
      }));
      assert.deepEqual(heard, expected);
    }),
  );
});

test('audio cut at any sample loses the block it cuts, and what is left of the word says how much is missing', () => {
  const pcm = writeWords([{ text: 'river', durationMs: 100 }]);
  for (let cut = 1; cut < 5 * BLOCK_SAMPLES; cut++) {
    const lost = Math.ceil(cut / BLOCK_SAMPLES);
    const missing = lost === 5 ? [] : [lost];
    assert.deepEqual(
      [pcm.subarray(cut * 2), pcm.subarray(0, pcm.length - cut * 2)].map((part) =>
        readAll(part).map(({ missingBlocks }) => missingBlocks),
      ),
      [missing, missing],
    );
  }
});

test('a block with one altered, lost or doubled sample is missing from its word, and no other is', () => {
  const words: SpokenText[] = [
    { text: 'clear', durationMs: 100 },
    { text: 'water', durationMs: 100 },
  ];
  fc.assert(
    fc.property(fc.nat(10 * BLOCK_SAMPLES - 1), fc.constantFrom('alter', 'lose', 'double'), (i, how) => {
      const pcm = writeWords(words);
      const sample = pcm.subarray(i * 2, i * 2 + 2);
      const altered = Buffer.from([(sample[0] ?? 0) ^ 1, sample[1] ?? 0]);
      const middle = { alter: [altered], lose: [], double: [sample, sample] }[how];

      const heard = readAll(Buffer.concat([pcm.subarray(0, i * 2), ...middle, pcm.subarray(i * 2 + 2)]));

      // An extra sample at either edge stands outside a whole block.
      const isEdge = i % BLOCK_SAMPLES === 0 || i % BLOCK_SAMPLES === BLOCK_SAMPLES - 1;
      const missing = how === 'double' && isEdge ? 0 : 1;
      assert.deepEqual([...new Set(heard.map(({ text }) => text))], ['clear', 'water']);
      assert.equal(
        heard.reduce((sum, { missingBlocks }) => sum + missingBlocks, 0),
        missing,
      );
    }),
  );
});

test('the same word said twice is two words, with two numbers', () => {
  const very = { text: 'very', durationMs: 60 };
  assert.deepEqual(
    readAll(writeWords([very, very])).map(({ text, number }) => [text, number]),
    [
      ['very', 0],
      ['very', 1],
    ],
  );
});

test('silence, noise and stamped blocks have no words, and words have no stamps', () => {
  assert.deepEqual(readAll(new Uint8Array(9_000)), []);
  assert.deepEqual(readAll(Buffer.concat([1, 2, 3].map(stampBlock))), []);
  assert.deepEqual(readStamps(writeWords([{ text: 'b7', durationMs: 200 }])), []);
  fc.assert(fc.property(fc.uint8Array({ minLength: 640, maxLength: 3_000 }), (noise) => readAll(noise).length === 0));
});

test('a text that is too long and a duration that is none are refused', () => {
  assert.throws(() => writeWords([{ text: 'é'.repeat(MAX_TEXT_BYTES / 2 + 1), durationMs: 200 }]), RangeError);
  for (const durationMs of [0, -20, 60_001, Number.NaN]) {
    assert.throws(() => writeWords([{ text: 'a', durationMs }]), RangeError);
    assert.throws(() => placeWords([{ text: '', durationMs }]), RangeError);
  }
});
