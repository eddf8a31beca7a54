import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TokenBucket } from '../../../src/actors/connections/token-bucket.ts';

test('it starts full, and says when the next token is there', () => {
  const bucket = new TokenBucket({ rate: 4, burst: 2 });

  assert.deepEqual(bucket.tryTake(1_000), { ok: true });
  assert.deepEqual(bucket.tryTake(1_000), { ok: true });
  assert.deepEqual(bucket.tryTake(1_000), { ok: false, retryAfterMs: 250 });
  assert.deepEqual(bucket.tryTake(1_249), { ok: false, retryAfterMs: 1 });
  assert.deepEqual(bucket.tryTake(1_250), { ok: true });
});

test('a refused message takes no token, however many are refused', () => {
  const bucket = new TokenBucket({ rate: 10, burst: 1 });
  bucket.tryTake(0);

  for (let ms = 0; ms < 100; ms += 1) assert.equal(bucket.tryTake(ms).ok, false);

  assert.equal(bucket.tryTake(100).ok, true);
});

test('no more than the burst is held, however long nothing came', () => {
  const bucket = new TokenBucket({ rate: 50, burst: 3 });
  bucket.tryTake(0);

  const taken = Array.from({ length: 10 }, () => bucket.tryTake(3_600_000).ok);

  assert.equal(taken.filter(Boolean).length, 3);
});

test('a clock that goes back is taken to stand still', () => {
  const bucket = new TokenBucket({ rate: 1, burst: 1 });
  bucket.tryTake(5_000);

  assert.equal(bucket.tryTake(0).ok, false);
  assert.equal(bucket.tryTake(5_999).ok, false);
  assert.equal(bucket.tryTake(6_000).ok, true);
});

test('whoever keeps the rate is never refused, and nobody gets more than burst and rate allow, in any stretch of time', () => {
  const options = fc.record({ rate: fc.integer({ min: 1, max: 100 }), burst: fc.integer({ min: 1, max: 100 }) });
  fc.assert(
    fc.property(options, fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 }), ({ rate, burst }, gaps) => {
      const bucket = new TokenBucket({ rate, burst });
      const taken: number[] = [];
      let nowMs = 0;
      for (const gap of gaps) {
        nowMs += gap;
        if (bucket.tryTake(nowMs).ok) taken.push(nowMs);
      }
      for (const [from, fromMs] of taken.entries()) {
        for (const [to, toMs] of taken.entries()) {
          if (to >= from) assert.ok(to - from + 1 <= burst + ((toMs - fromMs) * rate) / 1_000);
        }
      }
      // Whole milliseconds make some of the steps shorter than they should be.
      const steady = new TokenBucket({ rate, burst: burst + 1 });
      for (let n = 0; n < 300; n += 1) assert.ok(steady.tryTake(Math.ceil((n * 1_000) / rate)).ok);
    }),
  );
});

test('a rate or a burst that is none is refused', () => {
  for (const wrong of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => new TokenBucket({ rate: wrong, burst: 1 }), RangeError);
    assert.throws(() => new TokenBucket({ rate: 1, burst: wrong }), RangeError);
  }
});
