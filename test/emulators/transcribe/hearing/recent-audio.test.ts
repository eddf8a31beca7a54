import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentAudio } from '../../../../emulators/transcribe/hearing/recent-audio.ts';

test('audio is found by its place until it is let go', () => {
  const audio = new RecentAudio(100, 8);
  audio.add(Float32Array.of(1, 2, 3, 4));
  audio.keepFrom(102);
  audio.add(Float32Array.of(5, 6));

  assert.deepEqual([audio.from, audio.to], [102, 106]);
  assert.deepEqual([...audio.copy(101, 105)], [3, 4, 5]);
  audio.keepFrom(200);
  assert.deepEqual([audio.from, audio.to], [106, 106]);
});

test('it holds no more than its capacity', () => {
  const audio = new RecentAudio(0, 4);
  audio.add(new Float32Array(4));

  assert.throws(() => audio.add(new Float32Array(1)), RangeError);
});
