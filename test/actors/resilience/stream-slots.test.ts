import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSlots } from '../../../src/actors/resilience/stream-slots.ts';

test('a session has one slot however often it asks, until it gives it back', () => {
  const admission = new StreamSlots(() => 2);

  assert.deepEqual(
    ['a', 'a', 'b', 'c', 'a'].map((session) => admission.take(session)),
    [true, true, true, false, true],
  );
  assert.deepEqual([admission.taken, admission.isFull], [2, true]);
  admission.release('a');
  admission.release('a');
  admission.release('nobody');

  assert.deepEqual([admission.taken, admission.isFull], [1, false]);
  assert.equal(admission.take('c'), true);
});
