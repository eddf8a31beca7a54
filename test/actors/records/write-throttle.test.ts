import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WriteThrottle } from '../../../src/actors/records/write-throttle.ts';

const LIMITS = { everyMs: 1_000, burst: 3 };

function rested(row: string, rests: WriteThrottle<string>, now = 0): void {
  for (let i = 0; i < LIMITS.burst; i += 1) assert.equal(rests.noteWritten(row, now), false);
  assert.equal(rests.noteWritten(row, now), true);
}

test('a few writes in a row pass, the next rests, and each second without one gives one back', () => {
  const rests = new WriteThrottle<string>(LIMITS);
  rested('a', rests);
  rests.release(1_000);

  assert.equal(rests.noteWritten('a', 3_000), false);
  assert.equal(rests.noteWritten('a', 3_000), false);
  assert.equal(rests.noteWritten('a', 3_000), true);
});

test('the latest change of a resting row is kept, and is given out when its time has come', () => {
  const rests = new WriteThrottle<string>(LIMITS);
  assert.equal(rests.hold('a', 'early'), false);
  rested('a', rests);
  rested('b', rests, 500);
  rests.hold('a', 'first');
  rests.hold('a', 'second');
  rests.hold('b', 'third');

  assert.deepEqual([rests.held, rests.nextAt], [2, 1_000]);
  assert.deepEqual(rests.release(999), []);
  assert.deepEqual(rests.release(1_000), [['a', 'second']]);
  assert.deepEqual([rests.held, rests.nextAt], [1, 1_500]);
  assert.deepEqual(rests.release(1_500), [['b', 'third']]);
  assert.equal(rests.nextAt, undefined);
});

test('a row that is freed is forgotten with its change; one that never changed ends its rest without a word', () => {
  const rests = new WriteThrottle<string>(LIMITS);
  rested('a', rests);
  rested('b', rests);
  rests.hold('a', 'change');

  rests.free('a');
  rests.free('unknown');

  assert.equal(rests.held, 0);
  assert.deepEqual(rests.release(1_000), []);
  assert.equal(rests.hold('b', 'late'), false);
});

test('a row that was not written for long has all its writes again, and is not remembered meanwhile', () => {
  const rests = new WriteThrottle<string>(LIMITS);
  rested('a', rests);
  rests.release(1_000);

  rests.noteWritten('b', 20_000);
  rests.noteWritten('c', 20_000);

  rested('a', rests, 20_000);
});
