import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutQuietEndsOfStream } from '../../../pipeline/engines/quiet-ends-of-stream.ts';

type Stretch = readonly [samples: number, value: number];

function toPcm(...stretches: readonly Stretch[]): Buffer {
  const samples = stretches.flatMap(([length, value]) => Array<number>(length).fill(value));
  return Buffer.from(Int16Array.from(samples).buffer);
}

async function* inPieces(pcm: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of lengths) {
    yield pcm.subarray(at, at + length);
    at += length;
  }
  yield pcm.subarray(at);
}

async function trimmed(pcm: Buffer, endsSentence: boolean, lengths: readonly number[] = []): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of withoutQuietEndsOfStream(inPieces(pcm, lengths), endsSentence)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('of the silence around speech 50 ms stay, after a sentence 250 ms, wherever the pieces are cut', async () => {
  const pcm = toPcm([5_000, 30], [1_000, -4_000], [9_000, 0], [1_000, 4_000], [9_000, -30]);
  const speech: Stretch[] = [
    [800, 30],
    [1_000, -4_000],
    [9_000, 0],
    [1_000, 4_000],
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9_001 }), { maxLength: 12 }), async (lengths) => {
      assert.ok((await trimmed(pcm, false, lengths)).equals(toPcm(...speech, [800, -30])));
      assert.ok((await trimmed(pcm, true, lengths)).equals(toPcm(...speech, [4_000, -30])));
    }),
    { numRuns: 50 },
  );
});

test('speech is passed on while it is being made, its pauses with the sound after them', async () => {
  const asked: string[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    asked.push('sound');
    yield toPcm([1_000, 4_000]);
    asked.push('pause');
    yield toPcm([1_000, 0]);
    asked.push('more');
    yield toPcm([1_000, 4_000]);
  }
  const speech = withoutQuietEndsOfStream(pieces(), false);

  assert.equal((await speech.next()).value?.byteLength, 2_000);
  assert.deepEqual(asked, ['sound']);
  assert.equal((await speech.next()).value?.byteLength, 4_000);
});

test('silence, half a sample and nothing give nothing', async () => {
  for (const pcm of [toPcm([20_000, 30]), Buffer.alloc(1), Buffer.alloc(0)]) {
    assert.equal((await trimmed(pcm, true, [3_000])).byteLength, 0);
  }
});
