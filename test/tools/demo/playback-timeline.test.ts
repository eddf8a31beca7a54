import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlaybackTimeline } from '../../../tools/demo/playback-timeline.ts';

const clip = (ms: number, value: number) => new Int16Array(ms * 16).fill(value);

test('a clip plays from its arrival on, with silence before it', () => {
  const playback = new PlaybackTimeline(1_000);
  playback.add(1_002, clip(1, 7));

  assert.deepEqual([...playback.toSamples()], [...new Array(32).fill(0), ...new Array(16).fill(7)]);
  assert.equal(playback.heardMs, 1);
});

test('a clip that comes while another plays waits for its end', () => {
  const playback = new PlaybackTimeline(0);
  playback.add(0, clip(3, 1));
  playback.add(1, clip(2, 2));
  playback.add(10, clip(1, 3));

  const samples = playback.toSamples();

  assert.equal(samples.length, 11 * 16);
  assert.deepEqual([samples[3 * 16 - 1], samples[3 * 16], samples[5 * 16 - 1]], [1, 2, 2]);
  assert.deepEqual([samples[5 * 16], samples[10 * 16 - 1], samples[10 * 16]], [0, 0, 3]);
  assert.equal(playback.heardMs, 6);
});

test('a clip from before the start plays at the start', () => {
  const playback = new PlaybackTimeline(1_000);
  playback.add(400, clip(1, 5));

  assert.equal(playback.toSamples().length, 16);
});

test('where nothing was heard there are no samples', () => {
  const playback = new PlaybackTimeline(0);

  assert.equal(playback.toSamples().length, 0);
  assert.equal(playback.heardMs, 0);
});
