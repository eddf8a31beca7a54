import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SequenceNumbers } from '../../pipeline/sequence-numbers.ts';
import { oldPayload, payload } from '../support/pipeline/payloads.ts';

test('numbers rise within a session and language, parts included', () => {
  const numbers = new SequenceNumbers();

  const first = numbers.take(payload({ endTimeMs: 1_000 }), 'es', 3);
  const same = numbers.take(payload({ endTimeMs: 1_000 }), 'es', 1);
  const late = numbers.take(payload({ endTimeMs: 500 }), 'es', 1);
  const next = numbers.take(payload({ endTimeMs: 2_000 }), 'es', 1);

  assert.deepEqual([first, same, late, next], [1_000_000, 1_000_003, 1_000_004, 2_000_000]);
  assert.equal(numbers.take(payload({ endTimeMs: 1_000 }), 'ca', 1), 1_000_000, 'other languages count alone');
});

test('a restarted process goes on above what it gave before', () => {
  const before = new SequenceNumbers();
  const last = before.take(payload({ endTimeMs: 60_000 }), 'es', 5) + 4;

  assert.ok(new SequenceNumbers().take(payload({ endTimeMs: 61_000 }), 'es', 1) > last);
});

test('a new epoch of a session goes on above the one before, though its clock starts anew', () => {
  const numbers = new SequenceNumbers();
  const last = numbers.take(payload({ endTimeMs: 7_200_000, epoch: 0 }), 'es', 1);

  assert.ok(numbers.take(payload({ endTimeMs: 100, epoch: 1 }), 'es', 1) > last);
});

test('without a session clock the time of the transcript counts', () => {
  const numbers = new SequenceNumbers();
  const first = numbers.take(oldPayload({ timestamp: 1_699_500_000_000 }), 'es', 1);

  assert.ok(numbers.take(oldPayload({ timestamp: 1_699_500_000_001 }), 'es', 1) > first);
  assert.ok(Number.isSafeInteger(numbers.take(payload({ endTimeMs: 86_400_000, epoch: 1e9 }), 'es', 1)));
});
