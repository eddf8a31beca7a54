import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplayPace } from '../../src/audio/replay-pace.ts';

/** Sends chunks as soon as they may go. @returns when each went. */
function replay(pace: ReplayPace, chunkMs: number, chunks: number): number[] {
  const sentAt: number[] = [];
  let now = 0;
  while (sentAt.length < chunks) {
    if (pace.isOpen(now)) {
      pace.spend(chunkMs);
      sentAt.push(now);
    } else {
      now = Math.ceil(pace.nextAt);
    }
  }
  return sentAt;
}

test('a first burst goes at once, the rest at so many times real time', () => {
  const sentAt = replay(new ReplayPace({ speed: 10, burstMs: 1_000 }, 0), 100, 60);

  assert.equal(sentAt.filter((at) => at === 0).length, 10);
  assert.equal(sentAt.at(-1), 500);
});

test('a full minute is caught up with in six seconds, and takes no more than fifty steps a second', () => {
  const sentAt = replay(new ReplayPace({ speed: 10, burstMs: 1_000 }, 0), 20, 3_000);

  assert.ok(Math.abs((sentAt.at(-1) ?? 0) - 5_900) <= 20);
  const steps = new Set(sentAt).size;
  assert.ok(steps <= 300, `${steps} steps`);
});

test('audio in real time is never held back, however long it goes on', () => {
  const pace = new ReplayPace({ speed: 2, burstMs: 1_000 }, 0);

  for (let now = 0; now < 600_000; now += 100) {
    assert.equal(pace.isOpen(now), true);
    pace.spend(100);
  }
});

test('time without audio earns no more than the first burst', () => {
  const pace = new ReplayPace({ speed: 10, burstMs: 1_000 }, 0);
  assert.equal(pace.isOpen(3_600_000), true);
  pace.spend(1_000);

  assert.equal(pace.isOpen(3_600_000), false);
});

test('a chunk longer than what is left goes whole, and is paid for before the next one', () => {
  const pace = new ReplayPace({ speed: 10, burstMs: 100 }, 0);
  assert.equal(pace.isOpen(0), true);
  pace.spend(1_100);

  assert.equal(pace.nextAt, 100);
  assert.equal(pace.isOpen(99), false);
  assert.equal(pace.isOpen(101), true);
});

test('whatever the chunks, what has gone is never over the burst, its speed and one chunk, and everything goes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 3, max: 1_024 }), { minLength: 1, maxLength: 100, size: 'max' }),
      fc.integer({ min: 2, max: 50 }),
      (chunks, speed) => {
        const pace = new ReplayPace({ speed, burstMs: 1_000 }, 0);
        let now = 0;
        let gone = 0;
        for (const chunkMs of chunks) {
          while (!pace.isOpen(now)) now = Math.max(now + 1, Math.ceil(pace.nextAt));
          assert.ok(gone < 1_000 + speed * now + 0.001);
          pace.spend(chunkMs);
          gone += chunkMs;
        }
        assert.ok(now <= Math.max(0, gone / speed) + 20 + chunks.length);
      },
    ),
    { numRuns: 50 },
  );
});
