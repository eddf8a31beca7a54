import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutQuietEnds } from '../../../pipeline/engines/quiet-ends.ts';

function toPcm(...stretches: readonly (readonly [samples: number, value: number])[]): Uint8Array {
  const samples = stretches.flatMap(([length, value]) => Array<number>(length).fill(value));
  return new Uint8Array(Int16Array.from(samples).buffer);
}

test('quiet before and after speech goes but for 50 ms, quiet inside stays', () => {
  const pcm = toPcm([5_000, 30], [1_000, -4_000], [9_000, 0], [1_000, 4_000], [3_000, -30]);

  assert.deepEqual(
    withoutQuietEnds(pcm, false),
    toPcm([800, 30], [1_000, -4_000], [9_000, 0], [1_000, 4_000], [800, -30]),
  );
});

test('after a sentence up to 250 ms of the engine’s silence stay, and none is added', () => {
  const long = toPcm([1_000, 4_000], [9_000, 0]);
  const short = toPcm([1_000, 4_000], [1_600, 0]);

  assert.deepEqual(withoutQuietEnds(long, true), toPcm([1_000, 4_000], [4_000, 0]));
  assert.deepEqual(withoutQuietEnds(short, true), short);
});

test('soft speech is kept whole: quiet is measured by the loudest', () => {
  const pcm = toPcm([100, 5], [1_000, 40], [100, 5]);

  assert.deepEqual(withoutQuietEnds(pcm, false), pcm);
});

test('no speech, silence, and the loudest sample there is are fine', () => {
  for (const pcm of [toPcm(), toPcm([10, 0]), toPcm([1, -32_768])]) assert.deepEqual(withoutQuietEnds(pcm, false), pcm);
});
