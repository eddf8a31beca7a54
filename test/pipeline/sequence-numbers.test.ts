import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SequenceNumbers } from '../../pipeline/sequence-numbers.ts';
import { oldPayload, payload } from '../support/pipeline/payloads.ts';

test('numbers rise within a session and language, parts included', () => {
  const numbers = new SequenceNumbers();

  const nextPart = numbers.start(payload({ endTimeMs: 1_000 }), 'es');
  const parts = [nextPart(), nextPart(), nextPart()];
  const same = numbers.start(payload({ endTimeMs: 1_000 }), 'es')();
  const late = numbers.start(payload({ endTimeMs: 500 }), 'es')();
  const next = numbers.start(payload({ endTimeMs: 2_000 }), 'es')();

  assert.deepEqual([...parts, same, late, next], [1_000_000, 1_000_001, 1_000_002, 1_000_003, 1_000_004, 2_000_000]);
  assert.equal(numbers.start(payload({ endTimeMs: 1_000 }), 'ca')(), 1_000_000, 'other languages count alone');
});

test('a restarted process goes on above what it gave before', () => {
  const before = new SequenceNumbers();
  const nextPart = before.start(payload({ endTimeMs: 60_000 }), 'es');
  for (let part = 1; part < 5; part += 1) nextPart();
  const last = nextPart();

  assert.ok(new SequenceNumbers().start(payload({ endTimeMs: 61_000 }), 'es')() > last);
});

test('a new epoch of a session goes on above the one before, though its clock starts anew', () => {
  const numbers = new SequenceNumbers();
  const last = numbers.start(payload({ endTimeMs: 7_200_000, epoch: 0 }), 'es')();

  assert.ok(numbers.start(payload({ endTimeMs: 100, epoch: 1 }), 'es')() > last);
});

test('without a session clock the time of the transcript counts', () => {
  const numbers = new SequenceNumbers();
  const first = numbers.start(oldPayload({ timestamp: 1_699_500_000_000 }), 'es')();

  assert.ok(numbers.start(oldPayload({ timestamp: 1_699_500_000_001 }), 'es')() > first);
  assert.ok(Number.isSafeInteger(numbers.start(payload({ endTimeMs: 86_400_000, epoch: 1e9 }), 'es')()));
});
