import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SlidingWindow, type Taken } from '../../../src/actors/connections/sliding-window.ts';

const OK: Taken = { ok: true };
const refusedFor = (retryAfterMs: number): Taken => ({ ok: false, retryAfterMs });

test('the limit fits into a window, one more is refused and told when there is room', () => {
  const window = new SlidingWindow({ limit: 2, windowMs: 1_000 });

  assert.deepEqual(window.tryTake(5_000), OK);
  assert.deepEqual(window.tryTake(5_400), OK);
  assert.deepEqual(window.tryTake(5_400), refusedFor(600));
  assert.deepEqual(window.tryTake(5_999), refusedFor(1));
  assert.deepEqual(window.tryTake(6_000), OK);
});

test('a window slides: the end of one second and the beginning of the next count together', () => {
  const window = new SlidingWindow({ limit: 10, windowMs: 1_000 });
  for (let n = 0; n < 10; n += 1) assert.deepEqual(window.tryTake(999), OK);

  assert.deepEqual(window.tryTake(1_001), refusedFor(998));
});

test('what is refused does not count, however often it is tried', () => {
  const window = new SlidingWindow({ limit: 1, windowMs: 1_000 });
  window.tryTake(0);

  for (let ms = 0; ms < 1_000; ms += 1) assert.deepEqual(window.tryTake(ms), refusedFor(1_000 - ms));

  assert.deepEqual(window.tryTake(1_000), OK);
});

test('a peek answers as a take would, and takes nothing', () => {
  const window = new SlidingWindow({ limit: 1, windowMs: 1_000 });

  assert.deepEqual(window.peek(0), OK);
  assert.deepEqual(window.peek(0), OK);
  assert.deepEqual(window.tryTake(0), OK);
  assert.deepEqual(window.peek(300), refusedFor(700));
  assert.deepEqual(window.peek(1_000), OK);
});

test('a window is idle until the first take, and again exactly when the last one is over', () => {
  const window = new SlidingWindow({ limit: 3, windowMs: 1_000 });
  assert.equal(window.isIdle(0), true);

  window.tryTake(0);
  window.tryTake(500);

  assert.equal(window.isIdle(1_499), false);
  assert.equal(window.isIdle(1_500), true);
});

test('a clock that stands still lets the limit through and no more', () => {
  const window = new SlidingWindow({ limit: 100, windowMs: 1_000 });

  const answers = Array.from({ length: 1_000 }, () => window.tryTake(7));

  assert.equal(answers.filter(({ ok }) => ok).length, 100);
});

test('a clock that goes back lets nothing more through, and what it took meanwhile counts from the latest time', () => {
  const window = new SlidingWindow({ limit: 2, windowMs: 1_000 });
  window.tryTake(10_000);

  assert.deepEqual(window.tryTake(0), OK);
  assert.deepEqual(window.tryTake(0), refusedFor(1_000));
  assert.deepEqual(window.tryTake(10_999), refusedFor(1));
  assert.deepEqual(window.tryTake(11_000), OK);
});

test('times between two milliseconds are rounded so that the wait told is long enough', () => {
  const window = new SlidingWindow({ limit: 1, windowMs: 1_000 });
  window.tryTake(0.5);

  assert.deepEqual(window.tryTake(1), refusedFor(1_000));
});

test('takes that come while the oldest ones pass lose none of those between', () => {
  const window = new SlidingWindow({ limit: 6, windowMs: 10 });
  for (const ms of [0, 1, 2, 3, 10, 10, 10]) assert.deepEqual(window.tryTake(ms), OK);

  for (const ms of [10, 11, 12]) {
    assert.deepEqual(window.tryTake(ms), ms === 10 ? refusedFor(1) : OK);
    assert.deepEqual(window.tryTake(ms), refusedFor(1));
  }
  assert.deepEqual(window.tryTake(13), OK);
  assert.deepEqual(window.tryTake(13), refusedFor(7));
});

test('a window of a huge limit takes memory for what it has to hold only', () => {
  const window = new SlidingWindow({ limit: Number.MAX_SAFE_INTEGER, windowMs: 10 });

  for (let ms = 0; ms < 10_000; ms += 1) assert.deepEqual(window.tryTake(ms), OK);

  assert.equal(window.isIdle(10_009), true);
});

for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`a limit of ${limit} is refused at once`, () => {
    assert.throws(
      () => new SlidingWindow({ limit, windowMs: 1_000 }),
      /^RangeError: limit must be a whole number over 0/,
    );
  });
}

for (const windowMs of [0, -1, Number.NaN]) {
  test(`a window of ${windowMs} ms is refused at once`, () => {
    assert.throws(() => new SlidingWindow({ limit: 1, windowMs }), /^RangeError: windowMs must be over 0/);
  });
}

test('it answers as a list of all times would, whatever the clock does', () => {
  const byMs = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -30, max: 120 }));
  const step = fc.record({ byMs, peek: fc.boolean() });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 200 }),
      fc.array(step, { maxLength: 300, size: 'max' }),
      run,
    ),
    { numRuns: 300 },
  );

  function run(limit: number, windowMs: number, steps: readonly { byMs: number; peek: boolean }[]) {
    const window = new SlidingWindow({ limit, windowMs });
    const taken: number[] = [];
    let clock = 0;
    let latest = Number.NEGATIVE_INFINITY;
    for (const { byMs, peek } of steps) {
      clock += byMs;
      latest = Math.max(latest, clock);
      const counting = taken.filter((time) => time > latest - windowMs);
      const [oldest = 0] = counting;
      const expected = counting.length < limit ? OK : refusedFor(oldest + windowMs - latest);

      assert.deepEqual(peek ? window.peek(clock) : window.tryTake(clock), expected);
      if (!peek && expected.ok) taken.push(latest);
    }
    for (const [n, time] of taken.entries()) {
      const later = taken[n + limit];
      assert.ok(later === undefined || later - time >= windowMs, `${limit + 1} within ${windowMs} ms`);
    }
  }
});
