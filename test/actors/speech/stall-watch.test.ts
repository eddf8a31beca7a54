import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StallWatch } from '../../../src/actors/speech/stall-watch.ts';

test('with nothing unanswered it is never asked', () => {
  const watch = new StallWatch(1_000);
  assert.equal(watch.dueAt, Number.POSITIVE_INFINITY);
  assert.equal(watch.isStalled(1e9), false);

  watch.sent(5);
  watch.heard();
  assert.equal(watch.dueAt, Number.POSITIVE_INFINITY);
});

test('the time runs from the oldest that is unanswered; suspicion comes a tenth of it before', () => {
  const watch = new StallWatch(1_000);
  watch.sent(0);
  watch.sent(500);

  assert.equal(watch.dueAt, 900);
  assert.equal(watch.isStalled(899), false);
  assert.equal(watch.isStalled(900), false);
  assert.equal(watch.dueAt, 1_000);
  assert.equal(watch.isStalled(999), false);
  assert.equal(watch.isStalled(1_000), true);
});

test('asked late for the first time it only suspects: the loop may not have read yet what came', () => {
  const watch = new StallWatch(1_000);
  watch.sent(0);

  assert.equal(watch.isStalled(60_000), false);
  assert.equal(watch.isStalled(60_050), false);
  assert.equal(watch.isStalled(60_100), true);
});

test('a word takes every suspicion away', () => {
  const watch = new StallWatch(1_000);
  watch.sent(0);
  watch.isStalled(60_000);
  watch.heard();
  watch.sent(60_001);

  assert.equal(watch.isStalled(60_101), false);
  assert.equal(watch.dueAt, 60_901);
});

test('started again it gives what was sent its whole time, and nothing else any', () => {
  const watch = new StallWatch(1_000);
  watch.restart(10);
  assert.equal(watch.dueAt, Number.POSITIVE_INFINITY);
  watch.sent(0);
  watch.restart(5_000);

  assert.equal(watch.dueAt, 5_900);
});
