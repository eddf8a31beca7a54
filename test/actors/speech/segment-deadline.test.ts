import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SegmentDeadline } from '../../../src/actors/speech/segment-deadline.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

function setUp() {
  const clock = new FakeClock();
  const calls: number[] = [];
  return { clock, calls, deadline: new SegmentDeadline(clock, (sessionMs) => calls.push(sessionMs)) };
}

test('it calls once, when the session clock would be at the deadline', async () => {
  const { clock, calls, deadline } = setUp();

  deadline.set(4_300, 1_000);
  deadline.set(4_300, 2_000);
  await clock.advance(3_299);
  assert.deepEqual(calls, []);
  await clock.advance(1);
  await clock.advance(10_000);

  assert.deepEqual(calls, [4_300]);
  assert.equal(clock.pending, 0);
});

test('a deadline that is moved is met at its new time, and one that is gone is not', async () => {
  const { clock, calls, deadline } = setUp();

  deadline.set(4_000, 3_000);
  deadline.set(6_000, 3_000);
  await clock.advance(2_999);
  assert.deepEqual(calls, []);
  await clock.advance(1);
  deadline.set(8_000, 6_000);
  deadline.set(undefined, 6_000);
  await clock.advance(10_000);

  assert.deepEqual(calls, [6_000]);
});

test('after it is off it calls no more', async () => {
  const { clock, calls, deadline } = setUp();

  deadline.set(4_000, 3_000);
  deadline.off();
  deadline.off();
  await clock.advance(10_000);

  assert.deepEqual([calls, clock.pending], [[], 0]);
});
