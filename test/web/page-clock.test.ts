import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attention, ClockGap } from '../../web/src/listen/page-clock.ts';

test('the gap between the clocks is told once, again after a pause, and not for jitter', () => {
  const gap = new ClockGap();
  assert.equal(gap.changed(5_000, 0), 5_000);
  assert.equal(gap.changed(5_100, 100), undefined);
  assert.equal(gap.changed(5_240, 200), undefined);
  assert.equal(gap.changed(7_300, 200), 7_100);
  assert.equal(gap.changed(7_400, 310), undefined);
});

test('speech tells of the lag only if it came to a listener who heard everything that had come', () => {
  const attention = new Attention();
  assert.equal(attention.covers(0), false);
  attention.look(true, true, 1_000);
  assert.equal(attention.covers(999), false);
  assert.equal(attention.covers(1_000), true);
  // Waiting speech is the translation's own lag.
  attention.look(true, false, 2_000);
  assert.equal(attention.covers(2_000), true);
});

test('what waited for the end of a pause does not count, and neither does what had to wait for that', () => {
  const attention = new Attention();
  attention.look(true, true, 1_000);
  attention.look(false, true, 2_000);
  assert.equal(attention.covers(1_500), false);
  attention.look(true, false, 3_000);
  assert.equal(attention.covers(3_000), false);
  attention.look(true, true, 4_000);
  assert.equal(attention.covers(3_900), false);
  assert.equal(attention.covers(4_100), true);
});
