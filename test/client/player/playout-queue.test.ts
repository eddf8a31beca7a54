import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Clip, PlayoutQueue, QUEUE_LIMITS } from '../../../src/client/player/playout-queue.ts';

const { holdMs, partWaitMs, maxBehindMs, keptMs } = QUEUE_LIMITS;

const clip = (sequenceNumber: number, durationMs = 1_000, part = 1, parts = 1): Clip => ({
  sequenceNumber,
  durationMs,
  part,
  isLast: part === parts,
});

/** Everything that has its turn by a time. */
function takeAll(queue: PlayoutQueue<Clip>, nowMs: number): number[] {
  const numbers: number[] = [];
  for (let next = queue.take(nowMs); next; next = queue.take(nowMs)) numbers.push(next.clip.sequenceNumber);
  return numbers;
}

test('a sentence waits a moment, so that one that was overtaken on the way still comes before it', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(2_000), 0);
  queue.push(clip(1_000), holdMs - 1);

  assert.deepEqual(takeAll(queue, holdMs - 1), []);
  assert.deepEqual(takeAll(queue, 2 * holdMs - 1), [1_000, 2_000]);
});

test('the next segment of a result has its turn at once, because nothing can come before it', () => {
  const queue = new PlayoutQueue<Clip>();
  const named = (sequenceNumber: number, resultId: string, segment: number) => ({
    ...clip(sequenceNumber),
    resultId,
    segment,
  });
  queue.push(named(1_000, 'a', 0), 0);
  assert.deepEqual(takeAll(queue, 0), []);
  assert.deepEqual(takeAll(queue, holdMs), [1_000]);

  queue.push(named(2_000, 'a', 1), 1_000);
  assert.deepEqual(takeAll(queue, 1_000), [2_000]);

  // Another result, one segment left out, and one without a name have to wait.
  for (const [i, next] of [named(3_000, 'b', 2), named(4_000, 'b', 4), clip(5_000)].entries()) {
    const atMs = 2_000 + 1_000 * i;
    queue.push(next, atMs);
    assert.deepEqual(takeAll(queue, atMs + holdMs - 1), []);
    assert.deepEqual(takeAll(queue, atMs + holdMs), [next.sequenceNumber]);
  }
});

test('what comes after its turn is not played, and counted; what comes twice is played once', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(2_000), 0);
  queue.push(clip(2_000), 0);
  assert.deepEqual(takeAll(queue, holdMs), [2_000]);
  queue.push(clip(1_000), holdMs);
  queue.push(clip(2_000), holdMs);

  assert.deepEqual(takeAll(queue, 10_000), []);
  assert.deepEqual(queue.counts, { taken: 1, skipped: 0, late: 1, doubled: 2, broken: 0 });
});

test('the pieces of a sentence follow each other without a wait', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(1_000, 500, 1, 3), 0);
  queue.push(clip(1_001, 500, 2, 3), 0);
  assert.deepEqual(takeAll(queue, holdMs), [1_000, 1_001]);
  queue.push(clip(5_000), holdMs);
  queue.push(clip(1_002, 500, 3, 3), 2 * holdMs);

  assert.deepEqual(takeAll(queue, 2 * holdMs), [1_002, 5_000]);
});

test('a piece that never comes is waited for only so long, and the sentence counted as broken', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(1_000, 500, 1, 2), 0);
  assert.deepEqual(takeAll(queue, holdMs), [1_000]);
  queue.push(clip(5_000), holdMs);

  assert.deepEqual(takeAll(queue, holdMs + partWaitMs - 1), []);
  assert.deepEqual(takeAll(queue, holdMs + partWaitMs), [5_000]);
  assert.equal(queue.counts.broken, 1);
});

test('a sentence whose beginning is missing is waited for longer, then heard from where it is there', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(1_001, 500, 2, 2), 0);

  assert.deepEqual(takeAll(queue, partWaitMs - 1), []);
  assert.deepEqual(takeAll(queue, partWaitMs), [1_001]);
});

test('too far behind, it skips whole sentences, the oldest first, and says so', () => {
  const queue = new PlayoutQueue<Clip>();
  const seconds = maxBehindMs / 1_000;
  for (let n = 1; n <= seconds; n++) assert.equal(queue.push(clip(n * 1_000), 0), false);
  assert.equal(queue.push(clip((seconds + 1) * 1_000), 0), true);

  assert.equal(queue.waitingMs, keptMs);
  assert.equal(queue.counts.skipped, seconds + 1 - keptMs / 1_000);
  assert.equal(takeAll(queue, holdMs).at(-1), (seconds + 1) * 1_000);
  queue.push(clip(1_500), 0);
  assert.equal(queue.counts.late, 1);
});

test('skipping leaves the sentence that is being heard, drops another with all its pieces, and keeps the newest', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(1_000, 1_000, 1, 3), 0);
  takeAll(queue, holdMs);
  queue.push(clip(1_001, 4_000, 2, 3), holdMs);
  queue.push(clip(2_000, 4_000, 1, 3), holdMs);
  queue.push(clip(2_001, 4_000, 2, 3), holdMs);
  queue.push(clip(9_000, 30_000), holdMs);
  queue.push(clip(2_002, 4_000, 3, 3), holdMs);
  queue.push(clip(1_002, 1_000, 3, 3), holdMs);

  assert.deepEqual(takeAll(queue, 2 * holdMs), [1_001, 1_002, 9_000]);
  assert.deepEqual(queue.counts, { taken: 4, skipped: 2, late: 1, doubled: 0, broken: 0 });
});

test('another language begins anew', () => {
  const queue = new PlayoutQueue<Clip>();
  queue.push(clip(9_000), 0);
  takeAll(queue, holdMs);
  queue.push(clip(9_500), holdMs);
  queue.reset();
  queue.push(clip(9_000), holdMs);

  assert.deepEqual(takeAll(queue, 2 * holdMs), [9_000]);
});

test('in whatever order and at whatever time clips come: heard in order, none twice, all accounted for, never too much waiting', () => {
  const step = fc.record({
    number: fc.integer({ min: 0, max: 40 }),
    afterMs: fc.integer({ min: 0, max: 400 }),
    durationMs: fc.integer({ min: 100, max: 6_000 }),
    takes: fc.integer({ min: 0, max: 2 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new PlayoutQueue<Clip>();
      const heard: number[] = [];
      let now = 0;
      for (const { number, afterMs, durationMs, takes } of steps) {
        now += afterMs;
        queue.push(clip(number, durationMs), now);
        assert.ok(queue.waitingMs <= maxBehindMs);
        for (let i = 0; i < takes; i++) {
          const next = queue.take(now);
          if (next) heard.push(next.clip.sequenceNumber);
        }
      }
      heard.push(...takeAll(queue, now + partWaitMs));

      assert.deepEqual(
        heard,
        [...new Set(heard)].sort((a, b) => a - b),
      );
      const { taken, skipped, late, doubled } = queue.counts;
      assert.equal(taken + skipped + late + doubled, steps.length);
      assert.equal(taken, heard.length);
    }),
  );
});
