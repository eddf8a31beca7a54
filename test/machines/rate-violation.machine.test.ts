import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RateViolationTimings } from '../../src/machines/rate-violation.machine.ts';
import { RATE_VIOLATION_TIMINGS, runRateViolation } from '../support/machines/rate-violation-run.ts';

const { warnAfterMs, closeAfterMs, quietMs } = RATE_VIOLATION_TIMINGS;

test('without a drop there is no timer, whatever time goes by', () => {
  const pace = runRateViolation();

  pace.clock.advance(closeAfterMs * 2);

  assert.equal(pace.state, 'within');
  assert.equal(pace.clock.timersSet, 0);
});

test('one drop is a violation for one second exactly', () => {
  const pace = runRateViolation();

  pace.drop();
  pace.clock.advance(quietMs - 1);
  assert.equal(pace.state, 'violating');
  pace.clock.advance(1);

  assert.equal(pace.state, 'within');
  assert.deepEqual(pace.clock.waiting, []);
  assert.deepEqual(pace.orders, []);
});

test('drops every 900 ms keep a period going: warned at 5 s, given up at 30 s', () => {
  const pace = runRateViolation();

  pace.dropUntil(warnAfterMs - 1, 900);
  assert.equal(pace.state, 'violating');
  pace.clock.advance(1);
  assert.equal(pace.state, 'warned');
  pace.dropUntil(closeAfterMs - 1, 900);
  assert.equal(pace.state, 'warned');
  pace.clock.advance(1);

  assert.equal(pace.state, 'over');
  assert.deepEqual(pace.orders, [`warn ${warnAfterMs}`, `giveUp ${closeAfterMs}`]);
  assert.deepEqual(pace.clock.waiting, []);
});

test('drops 999 ms apart are one period, 1000 ms apart they are many', () => {
  const dense = runRateViolation();
  const sparse = runRateViolation();

  dense.dropUntil(closeAfterMs, quietMs - 1);
  sparse.dropUntil(closeAfterMs, quietMs);

  assert.deepEqual(dense.orders, [`warn ${warnAfterMs}`, `giveUp ${closeAfterMs}`]);
  assert.deepEqual(sparse.orders, []);
});

test('a full second without a drop ends a period, and the next one has its whole five seconds', () => {
  const pace = runRateViolation();
  pace.dropUntil(4_500, 500);

  pace.clock.advance(quietMs);
  assert.equal(pace.state, 'within');
  assert.deepEqual(pace.orders, [`warn ${warnAfterMs}`]);
  const startedAtMs = pace.clock.now();
  pace.dropUntil(startedAtMs + warnAfterMs - 1, 500);
  assert.equal(pace.orders.length, 1);
  pace.clock.advance(1);

  assert.deepEqual(pace.orders, [`warn ${warnAfterMs}`, `warn ${startedAtMs + warnAfterMs}`]);
});

test('a period is warned of once, however long it goes on', () => {
  const pace = runRateViolation();

  pace.dropUntil(closeAfterMs - 1, 20);

  assert.deepEqual(pace.orders, [`warn ${warnAfterMs}`]);
});

test('a warned sender that keeps to the rate for a second is not given up, and is warned anew the next time', () => {
  const pace = runRateViolation();
  pace.dropUntil(closeAfterMs - 2_000, 100);

  pace.clock.advance(quietMs);
  assert.equal(pace.state, 'within');
  pace.clock.advance(closeAfterMs);
  const startedAtMs = pace.clock.now();
  pace.dropUntil(startedAtMs + closeAfterMs, 100);

  assert.deepEqual(pace.orders, [
    `warn ${warnAfterMs}`,
    `warn ${startedAtMs + warnAfterMs}`,
    `giveUp ${startedAtMs + closeAfterMs}`,
  ]);
});

for (const [name, ageMs, before] of [
  ['warned of', warnAfterMs, []],
  ['given up', closeAfterMs, [`warn ${warnAfterMs}`]],
] as const) {
  test(`a period that ends at the moment it would be ${name} is spared, one that ends a millisecond later is not`, () => {
    const spared = runRateViolation();
    const caught = runRateViolation();

    spared.dropUntil(ageMs - quietMs, 100);
    spared.clock.advance(quietMs);
    caught.dropUntil(ageMs - quietMs, 100);
    caught.clock.advance(1);
    caught.drop();
    caught.clock.advance(quietMs - 1);

    assert.equal(spared.state, 'within');
    assert.deepEqual(spared.orders, before);
    assert.deepEqual(spared.clock.waiting, []);
    assert.equal(caught.orders.length, before.length + 1);
  });
}

test('drops set no timers of their own: a flood of a second costs as many as one drop', () => {
  const pace = runRateViolation();

  pace.dropUntil(quietMs - 1, 1);

  assert.equal(pace.clock.timersSet, 2);
  assert.deepEqual(pace.clock.waiting, [quietMs, warnAfterMs]);
});

test('a period of thirty seconds sets about one timer a second, and never has more than two waiting', () => {
  const pace = runRateViolation();

  pace.drop();
  for (let ms = 7; ms < closeAfterMs; ms += 7) {
    pace.clock.advance(7);
    pace.drop();
    assert.equal(pace.clock.waiting.length, 2);
  }

  assert.ok(pace.clock.timersSet <= 34, `${pace.clock.timersSet} timers`);
});

for (const state of ['violating', 'warned'] as const) {
  test(`a drop that comes after a full second, before the late timer of a ${state} period, begins another period`, () => {
    const pace = runRateViolation();
    pace.dropUntil(state === 'warned' ? warnAfterMs : 0, 100);
    const lastMs = pace.clock.now();
    assert.equal(pace.state, state);

    // No timer has fired meanwhile: the process was busy.
    pace.actor.send({ type: 'chunk.dropped', atMs: lastMs + quietMs });

    assert.equal(pace.state, 'violating');
    assert.equal(pace.actor.getSnapshot().context.startedAtMs, lastMs + quietMs);
    assert.deepEqual(pace.clock.waiting, [quietMs, warnAfterMs]);
  });
}

test('a limit of time that is not over the one of the warning ends right after it', () => {
  const pace = runRateViolation({ ...RATE_VIOLATION_TIMINGS, closeAfterMs: warnAfterMs - 1_000 });

  pace.dropUntil(warnAfterMs, 100);

  assert.deepEqual(pace.orders, [`warn ${warnAfterMs}`, `giveUp ${warnAfterMs}`]);
});

test('a stopped chart leaves no timer', () => {
  const pace = runRateViolation();
  pace.dropUntil(warnAfterMs + 500, 100);

  pace.actor.stop();

  assert.deepEqual(pace.clock.waiting, []);
});

test('whatever the drops, it does what the sentence says, and has two timers exactly while a period goes on', () => {
  const timings: RateViolationTimings = { warnAfterMs: 300, closeAfterMs: 900, quietMs: 100 };
  const gap = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 99 }) },
    { weight: 1, arbitrary: fc.constantFrom(99, 100, 101) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 400 }) },
  );
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 60, size: 'max' }), (gaps) => {
      const pace = runRateViolation(timings);
      const drops: number[] = [];
      for (const gapMs of gaps) {
        pace.clock.advance(gapMs);
        if (pace.state === 'over') break;
        pace.drop();
        drops.push(pace.clock.now());
        assert.equal(pace.clock.waiting.length, 2);
      }
      pace.clock.advance(timings.quietMs);

      assert.deepEqual(pace.orders, ordersOf(drops, timings));
      assert.deepEqual(pace.clock.waiting, []);
    }),
    { numRuns: 500 },
  );
});

/** The same told from all drops at once: cut them into periods, look how old each became. */
function ordersOf(
  drops: readonly number[],
  { warnAfterMs: warnMs, closeAfterMs: closeMs, quietMs: quiet }: RateViolationTimings,
) {
  const periods: { start: number; end: number }[] = [];
  for (const at of drops) {
    const last = periods.at(-1);
    if (last && at < last.end) last.end = at + quiet;
    else periods.push({ start: at, end: at + quiet });
  }
  return periods.flatMap(({ start, end }) => [
    ...(end > start + warnMs ? [`warn ${start + warnMs}`] : []),
    ...(end > start + closeMs ? [`giveUp ${start + closeMs}`] : []),
  ]);
}
