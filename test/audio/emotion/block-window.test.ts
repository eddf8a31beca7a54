import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockWindow } from '../../../src/audio/emotion/block-window.ts';

/** A window of `capacity` blocks into which the levels -1, -2 ... were pushed, with the pitches 1, 2 ... */
function windowOf(capacity: number, blocks: number): BlockWindow {
  const window = new BlockWindow(capacity);
  for (let i = 1; i <= blocks; i++) window.push(-i, i);
  return window;
}

function levels(window: BlockWindow, fromAgo?: number, toAgo?: number): number[] {
  const { length, levelDb, pitchCents } = window.read(fromAgo, toAgo);
  const read = [...levelDb.subarray(0, length)];
  assert.deepEqual(
    [...pitchCents.subarray(0, length)],
    read.map((level) => -level),
  );
  return read;
}

test('the window keeps the newest blocks, oldest first', () => {
  assert.deepEqual(levels(windowOf(3, 2)), [-1, -2]);
  assert.deepEqual(levels(windowOf(3, 3)), [-1, -2, -3]);
  assert.deepEqual(levels(windowOf(3, 5)), [-3, -4, -5]);
});

test('a stretch is counted back from the newest block, and cut to the blocks that are kept', () => {
  const window = windowOf(4, 6);

  assert.deepEqual(levels(window, 3, 1), [-4, -5]);
  assert.deepEqual(levels(window, 9, 2), [-3, -4]);
  assert.deepEqual(levels(window, 2, -5), [-5, -6]);
  assert.deepEqual(levels(window, 9, 7), []);
  assert.deepEqual(levels(window, 1, 3), []);
});

test('two windows share the memory of a reading, not their blocks', () => {
  const [first, second] = [windowOf(4, 4), windowOf(4, 2)];
  assert.deepEqual(levels(second), [-1, -2]);
  assert.deepEqual(levels(first), [-1, -2, -3, -4]);
  assert.deepEqual(levels(second), [-1, -2]);
});

test('a cleared window is empty', () => {
  const window = windowOf(3, 1);
  window.clear();
  assert.deepEqual(levels(window), []);
});
