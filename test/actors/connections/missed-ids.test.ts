import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MissedIds } from '../../../src/actors/connections/missed-ids.ts';

const OK = { ok: true };
const missedOf = (limit = 3) => new MissedIds({ limit, windowMs: 1_000 });

function miss(missed: MissedIds, id: string, nowMs: number): boolean {
  if (!missed.mayAsk(id, nowMs).ok) return false;
  missed.begin(id);
  missed.end(id, true, nowMs);
  return true;
}

test('an id that does not exist counts once in a window, however often it is asked for', () => {
  const missed = missedOf();

  for (let ms = 0; ms < 900; ms += 100) assert.ok(miss(missed, 'a', ms));
  assert.ok(miss(missed, 'b', 900) && miss(missed, 'c', 900));

  assert.deepEqual(missed.mayAsk('d', 950), { ok: false, retryAfterMs: 50 });
  assert.deepEqual(
    missed.mayAsk('a', 950),
    { ok: false, retryAfterMs: 50 },
    'not even one that is known to be missing',
  );
  assert.deepEqual(missed.mayAsk('d', 1_000), OK);
});

test('an id that exists gives its place back', () => {
  const missed = missedOf(1);

  for (let n = 0; n < 10; n += 1) {
    assert.ok(missed.mayAsk(`${n}`, n).ok);
    missed.begin(`${n}`);
    missed.end(`${n}`, false, n);
  }

  assert.ok(missed.isIdle(10));
});

test('look-ups under way hold their places; one that is asked already may be asked by others', () => {
  const missed = missedOf(2);
  for (const id of ['a', 'b', 'a']) {
    assert.ok(missed.mayAsk(id, 0).ok);
    missed.begin(id);
  }

  assert.deepEqual(missed.mayAsk('c', 0), { ok: false, retryAfterMs: 1_000 });
  missed.end('a', false, 10);
  assert.deepEqual(missed.mayAsk('c', 10).ok, false, 'one of the two questions for it is still open');
  missed.end('a', false, 20);
  assert.deepEqual(missed.mayAsk('c', 20), OK);
  assert.equal(missed.isIdle(5_000), false);
  missed.end('b', true, 5_000);
  assert.equal(missed.isIdle(5_999), false);
  assert.equal(missed.isIdle(6_000), true);
});

test('whatever is asked in whatever order, no window holds more misses than the limit', () => {
  const step = fc.record({
    gap: fc.integer({ min: 0, max: 400 }),
    id: fc.integer({ min: 0, max: 12 }),
    ends: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const missed = missedOf(3);
      const told: { id: string; atMs: number }[] = [];
      const open: string[] = [];
      let nowMs = 0;
      for (const { gap, id, ends } of steps) {
        nowMs += gap;
        const name = `${id}`;
        if (missed.mayAsk(name, nowMs).ok && !missed.has(name, nowMs)) {
          missed.begin(name);
          open.push(name);
        }
        const ended = ends ? open.shift() : undefined;
        if (ended === undefined) continue;
        // Told a second time it is no news.
        if (!missed.has(ended, nowMs)) told.push({ id: ended, atMs: nowMs });
        missed.end(ended, true, nowMs);
      }
      for (const { atMs } of told) {
        const inWindow = told.filter((other) => other.atMs > atMs - 1_000 && other.atMs <= atMs);
        assert.ok(new Set(inWindow.map(({ id }) => id)).size <= 3);
      }
    }),
  );
});
