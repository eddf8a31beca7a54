import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedRateLimiter } from '../../../src/actors/connections/keyed-rate-limiter.ts';
import { SlidingWindow } from '../../../src/actors/connections/sliding-window.ts';

const OK = { ok: true };
const refusedFor = (retryAfterMs: number) => ({ ok: false, retryAfterMs });

function windowsOf(maxKeys: number, limit = 2) {
  let overflows = 0;
  const windows = new KeyedRateLimiter({ limit, windowMs: 1_000, maxKeys, onOverflow: () => (overflows += 1) });
  return {
    windows,
    get overflows() {
      return overflows;
    },
  };
}

test('each key has a window of its own', () => {
  const { windows } = windowsOf(10);

  assert.deepEqual(windows.tryTake('a', 0), OK);
  assert.deepEqual(windows.tryTake('a', 100), OK);
  assert.deepEqual(windows.tryTake('a', 100), refusedFor(900));
  assert.deepEqual(windows.tryTake('b', 100), OK);
  assert.deepEqual(windows.tryTake('a', 1_000), OK);
});

test('a peek answers as a take would, and no key is remembered for it', () => {
  const { windows } = windowsOf(10, 1);

  assert.deepEqual(windows.peek('a', 0), OK);
  assert.equal(windows.size, 0);
  windows.tryTake('a', 0);
  assert.deepEqual(windows.peek('a', 400), refusedFor(600));
  assert.deepEqual(windows.peek('b', 400), OK);
  assert.equal(windows.size, 1);
});

test('a key of which nothing counts any more is forgotten as others come', () => {
  const { windows } = windowsOf(10);
  windows.tryTake('a', 0);
  windows.tryTake('b', 500);

  windows.tryTake('c', 999);
  assert.equal(windows.size, 3);
  windows.tryTake('c', 1_000);
  assert.equal(windows.size, 2);
  windows.peek('c', 1_500);
  assert.equal(windows.size, 1);
});

test('no call forgets more than two keys, however many are idle, and every call makes up for one that came', () => {
  const { windows } = windowsOf(100);
  for (let n = 0; n < 100; n += 1) windows.tryTake(`old ${n}`, 0);

  const sizes = Array.from({ length: 101 }, (_, n) => {
    windows.tryTake(`new ${n % 50}`, 10_000);
    return windows.size;
  });

  assert.deepEqual(sizes.slice(0, 3), [99, 98, 97]);
  assert.equal(sizes.at(-1), 50);
});

test('a key that takes again is forgotten later than one that took once, though it came first', () => {
  const { windows } = windowsOf(2);
  windows.tryTake('a', 0);
  windows.tryTake('b', 100);
  windows.tryTake('a', 200);

  windows.tryTake('c', 1_100);

  assert.equal(windows.size, 2);
  assert.deepEqual(windows.tryTake('a', 1_199), OK);
  assert.deepEqual(windows.tryTake('a', 1_199), refusedFor(1));
});

test('a refused take keeps no key from being forgotten in its turn', () => {
  const run = windowsOf(2, 1);
  run.windows.tryTake('a', 0);
  run.windows.tryTake('b', 500);
  assert.deepEqual(run.windows.tryTake('a', 900), refusedFor(100));

  run.windows.tryTake('c', 1_000);

  assert.equal(run.windows.size, 2);
  assert.equal(run.overflows, 0);
});

test('when every known key counts, newcomers share one window of the same limit, and it is counted', () => {
  const run = windowsOf(2);
  run.windows.tryTake('a', 0);
  run.windows.tryTake('b', 0);

  assert.deepEqual(run.windows.tryTake('c', 100), OK);
  assert.deepEqual(run.windows.tryTake('d', 200), OK);
  assert.deepEqual(run.windows.peek('e', 300), refusedFor(800));
  assert.equal(run.overflows, 2);
  assert.deepEqual(run.windows.tryTake('e', 300), refusedFor(800));

  assert.equal(run.overflows, 3);
  assert.equal(run.windows.size, 2);
});

test('those who were known before notice nothing of newcomers over the bound', () => {
  const { windows } = windowsOf(2);
  windows.tryTake('a', 0);
  windows.tryTake('b', 0);
  for (let n = 0; n < 50; n += 1) windows.tryTake(`flood ${n}`, 10);

  assert.deepEqual(windows.tryTake('a', 20), OK);
  assert.deepEqual(windows.tryTake('b', 20), OK);
});

test('a newcomer gets a window of its own again as soon as one known key is idle', () => {
  const run = windowsOf(2, 1);
  run.windows.tryTake('a', 0);
  run.windows.tryTake('b', 500);
  assert.deepEqual(run.windows.tryTake('c', 999), OK);
  assert.deepEqual(run.windows.tryTake('d', 999), refusedFor(1_000));

  assert.deepEqual(run.windows.tryTake('d', 1_000), OK);

  assert.equal(run.overflows, 2);
});

test('over the bound newcomers are held back also when nobody counts it', () => {
  const windows = new KeyedRateLimiter({ limit: 1, windowMs: 1_000, maxKeys: 1 });
  windows.tryTake('a', 0);

  assert.deepEqual(windows.tryTake('b', 0), OK);
  assert.deepEqual(windows.tryTake('c', 0), refusedFor(1_000));
});

test('a clock that goes back changes nobody’s turn', () => {
  const { windows } = windowsOf(2, 1);
  windows.tryTake('a', 5_000);

  assert.deepEqual(windows.tryTake('b', 0), OK);
  assert.deepEqual(windows.tryTake('a', 0), refusedFor(1_000));
  assert.deepEqual(windows.tryTake('b', 5_999), refusedFor(1));
  assert.deepEqual(windows.tryTake('a', 6_000), OK);
});

test('keys may be named like the members of an object', () => {
  const { windows } = windowsOf(10, 1);

  for (const key of ['__proto__', 'constructor', 'toString', '']) {
    assert.deepEqual(windows.tryTake(key, 0), OK);
    assert.deepEqual(windows.tryTake(key, 0), refusedFor(1_000));
  }
});

for (const maxKeys of [0, -1, 0.5, Number.NaN]) {
  test(`a bound of ${maxKeys} keys is refused at once`, () => {
    const make = () => new KeyedRateLimiter({ limit: 1, windowMs: 1, maxKeys });

    assert.throws(make, /^RangeError: maxKeys must be a whole number over 0/);
  });
}

const CALLS = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 11 }).map((n) => `key ${n}`),
    byMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -20, max: 700 })),
    peek: fc.boolean(),
  }),
  { maxLength: 300, size: 'max' },
);

test('with room for every key, the answers are those of one sliding window a key', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), CALLS, (limit, calls) => {
      const windows = new KeyedRateLimiter({
        limit,
        windowMs: 1_000,
        maxKeys: 12,
        onOverflow: () => assert.fail('over'),
      });
      const alone = new Map<string, SlidingWindow>();
      let clock = 0;
      let latest = Number.NEGATIVE_INFINITY;
      for (const { key, byMs, peek } of calls) {
        clock += byMs;
        latest = Math.max(latest, clock);
        const own = alone.get(key) ?? new SlidingWindow({ limit, windowMs: 1_000 });
        alone.set(key, own);

        if (peek) assert.deepEqual(windows.peek(key, clock), own.peek(latest));
        else assert.deepEqual(windows.tryTake(key, clock), own.tryTake(latest));
      }
    }),
    { numRuns: 300 },
  );
});

test('it never remembers more keys than its bound, and turns one away to the common window only when all of them count', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), CALLS, (maxKeys, limit, calls) => {
      let overflowed = false;
      const onOverflow = () => {
        overflowed = true;
      };
      const windows = new KeyedRateLimiter({ limit, windowMs: 1_000, maxKeys, onOverflow });
      const own = new Map<string, number[]>();
      const common: number[] = [];
      let latest = 0;
      for (const { key, byMs } of calls) {
        latest = Math.max(latest, latest + byMs);
        overflowed = false;
        const { ok } = windows.tryTake(key, latest);
        assert.ok(windows.size <= maxKeys);

        const counts = (time: number) => time > latest - 1_000;
        const counting = [...own].filter(([, times]) => times.some(counts)).map(([name]) => name);
        const times = overflowed ? common : (own.get(key) ?? []);
        if (overflowed) assert.ok(counting.length === maxKeys && !counting.includes(key), 'it had room');
        else own.set(key, times);
        assert.equal(ok, times.filter(counts).length < limit);
        if (ok) times.push(latest);
      }
    }),
    { numRuns: 300 },
  );
});
