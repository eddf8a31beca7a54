import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOWEST_DB, VoiceBlocks } from '../../../src/audio/emotion/voice-blocks.ts';

interface Block {
  readonly levelDb: number;
  readonly pitchCents: number;
}

function blocksOf(...pieces: readonly Int16Array[]): Block[] {
  const blocks: Block[] = [];
  const voice = new VoiceBlocks({ push: (levelDb, pitchCents) => blocks.push({ levelDb, pitchCents }) });
  for (const piece of pieces) voice.accept(piece);
  return blocks;
}

/** @param amplitude of 32,768. */
function tone(hz: number, ms: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: ms * 16 }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / 16_000));
}

const silence = (ms: number) => new Int16Array(ms * 16);

test('there is a block for each whole 10 ms, and the rest of the samples waits for more', () => {
  assert.equal(blocksOf(tone(150, 25, 9_000)).length, 2);
  assert.equal(blocksOf(tone(150, 25, 9_000), new Int16Array(79)).length, 2);
  assert.equal(blocksOf(tone(150, 25, 9_000), new Int16Array(80)).length, 3);
  assert.deepEqual(blocksOf(new Int16Array(0)), []);
});

test('samples beyond the length that is given are not measured', () => {
  const blocks: Block[] = [];
  const voice = new VoiceBlocks({ push: (levelDb, pitchCents) => blocks.push({ levelDb, pitchCents }) });
  voice.accept(tone(150, 30, 9_000), 320);
  assert.deepEqual(blocks, blocksOf(tone(150, 20, 9_000)));
});

test('digital silence has the lowest level and no pitch, also a long time after a sound', () => {
  const blocks = blocksOf(tone(150, 100, 30_000), silence(5_000));
  assert.deepEqual(blocks.slice(-400), new Array(400).fill({ levelDb: LOWEST_DB, pitchCents: 0 }));
});

test('a constant offset is removed', () => {
  const last = blocksOf(new Int16Array(16_000).fill(30_000)).at(-1);
  assert.deepEqual(last, { levelDb: LOWEST_DB, pitchCents: 0 });
});

test('pitch is measured where one of two blocks is speech, and not below', () => {
  const loud = blocksOf(tone(150, 100, 3_000)).map(({ pitchCents }) => pitchCents);
  const soft = blocksOf(tone(150, 100, 30)).map(({ pitchCents }) => pitchCents);
  assert.ok(
    loud.slice(-4).every((cents) => Math.abs(cents - 1_200 * Math.log2(150)) < 34),
    `${loud}`,
  );
  assert.deepEqual(soft, new Array(10).fill(0));
});

test('when only the second of two blocks is speech, it has the pitch of the 40 ms before it, as the first would have', () => {
  const measured = blocksOf(tone(150, 30, 3_000), silence(20), tone(300, 10, 3_000)).map(
    ({ pitchCents }) => pitchCents,
  );
  assert.equal(measured[4], 0);
  assert.ok(Math.abs((measured[5] ?? 0) - 1_200 * Math.log2(150)) < 100, `${measured}`);
});
