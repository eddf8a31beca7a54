import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftIn, TimeLeft, warningAt } from '../../web/src/speak/desk/time-left.ts';

const MINUTE_MS = 60_000;

test('the time left is told by the server’s clock, however wrong the page’s is', () => {
  const left = new TimeLeft();
  left.until(8_200);

  left.told(1_000, 777);

  assert.equal(left.at(777), 7_200_000);
  assert.equal(left.at(777 + MINUTE_MS), 7_140_000);
  assert.equal(left.at(777 + 8_000_000), 0);
});

test('a page whose clock stood still while the computer slept knows it with the next message', () => {
  const left = new TimeLeft();
  left.until(8_200);
  left.told(1_000, 0);

  left.told(2_000, 10_000);

  assert.equal(left.at(10_000), 6_200_000);
});

test('messages that arrive a little later or sooner do not make the time jump', () => {
  const left = new TimeLeft();
  left.until(8_200);
  left.told(1_000, 0);

  left.told(1_001, 100);
  left.told(1_002, 3_500);

  assert.equal(left.at(3_500), 7_196_500);
});

test('nothing is told before both the end and the server’s time are known', () => {
  const left = new TimeLeft();
  assert.equal(left.at(0), undefined);
  left.told(1_000, 0);
  assert.equal(left.at(0), undefined);
  left.until(2_000);
  assert.equal(left.at(0), 1_000_000);
  left.until(undefined);
  assert.equal(left.at(0), undefined);
});

test('it is warned of at 10, 5 and 1 minutes', () => {
  const warnings = [10.1, 10, 5.1, 5, 1.1, 1, 0].map((minutes) => warningAt(minutes * MINUTE_MS));

  assert.deepEqual(warnings, [undefined, 10, 10, 5, 5, 1, 1]);
});

test('minutes are told, and seconds in the last one', () => {
  assert.deepEqual(leftIn(119.2 * MINUTE_MS), { amount: 120, unit: 'minute' });
  assert.deepEqual(leftIn(MINUTE_MS + 1), { amount: 2, unit: 'minute' });
  assert.deepEqual(leftIn(MINUTE_MS), { amount: 60, unit: 'second' });
  assert.deepEqual(leftIn(0), { amount: 0, unit: 'second' });
});
