import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WriteThrottle } from '../../../src/actors/records/write-throttle.ts';

const LIMITS = { everyMs: 1_000, burst: 3 };

function throttled(row: string, throttle: WriteThrottle<string>, now = 0): void {
  for (let i = 0; i < LIMITS.burst; i += 1) assert.equal(throttle.noteWritten(row, now), false);
  assert.equal(throttle.noteWritten(row, now), true);
}

test('a few writes in a row pass, the next has to wait, and each second without a write allows one more', () => {
  const throttle = new WriteThrottle<string>(LIMITS);
  throttled('a', throttle);
  throttle.release(1_000);

  assert.equal(throttle.noteWritten('a', 3_000), false);
  assert.equal(throttle.noteWritten('a', 3_000), false);
  assert.equal(throttle.noteWritten('a', 3_000), true);
});

test('the latest change of a throttled row is kept, and is given out when its time has come', () => {
  const throttle = new WriteThrottle<string>(LIMITS);
  assert.equal(throttle.hold('a', 'early'), false);
  throttled('a', throttle);
  throttled('b', throttle, 500);
  throttle.hold('a', 'first');
  throttle.hold('a', 'second');
  throttle.hold('b', 'third');

  assert.deepEqual([throttle.held, throttle.nextAt], [2, 1_000]);
  assert.deepEqual(throttle.release(999), []);
  assert.deepEqual(throttle.release(1_000), [['a', 'second']]);
  assert.deepEqual([throttle.held, throttle.nextAt], [1, 1_500]);
  assert.deepEqual(throttle.release(1_500), [['b', 'third']]);
  assert.equal(throttle.nextAt, undefined);
});

test('a row that is freed is forgotten with its change; one that never changed ends its rest without a word', () => {
  const throttle = new WriteThrottle<string>(LIMITS);
  throttled('a', throttle);
  throttled('b', throttle);
  throttle.hold('a', 'change');

  throttle.free('a');
  throttle.free('unknown');

  assert.equal(throttle.held, 0);
  assert.deepEqual(throttle.release(1_000), []);
  assert.equal(throttle.hold('b', 'late'), false);
});

test('a row that was not written for long has all its writes again, and is not remembered meanwhile', () => {
  const throttle = new WriteThrottle<string>(LIMITS);
  throttled('a', throttle);
  throttle.release(1_000);

  throttle.noteWritten('b', 20_000);
  throttle.noteWritten('c', 20_000);

  throttled('a', throttle, 20_000);
});
