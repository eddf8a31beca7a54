import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StreamStartLimiter } from '../../../src/actors/resilience/stream-start-limiter.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

function setUp(perSecond = 10, maxWaiting = 1_000) {
  const clock = new FakeClock();
  const metrics = new CountingMetrics();
  const limiter = new StreamStartLimiter({ clock, metrics, perSecond, maxWaiting });
  const startedAt = clock.now();
  const gone: [string, number][] = [];
  const left: string[] = [];
  const enter = (name: string, { isPatient = false, usesTurn = true } = {}) => {
    const release = new AbortController();
    const outcome = limiter.enter({
      isPatient,
      signal: release.signal,
      go: () => {
        gone.push([name, clock.now() - startedAt]);
        return usesTurn;
      },
      left: () => left.push(name),
    });
    return { outcome, release };
  };
  return { clock, metrics, limiter, gone, left, enter };
}

test('who comes alone goes at once; together they go one by one, first come first served', async () => {
  const { clock, metrics, gone, enter } = setUp();
  assert.equal(enter('a').outcome, 'gone');
  await clock.advance(100);

  for (const name of ['b', 'c', 'd']) enter(name);
  await clock.advance(1_000);

  assert.deepEqual(gone, [
    ['a', 0],
    ['b', 100],
    ['c', 200],
    ['d', 300],
  ]);
  assert.equal(metrics.total('TranscribeOpeningsQueued'), 2);
  assert.deepEqual(metrics.observed('TranscribeOpeningWait'), [100, 200]);
  assert.equal(clock.pending, 0);
});

test('one that opens ahead of need lets everybody else go first, later ones included', async () => {
  const { clock, gone, enter } = setUp();
  enter('a');
  enter('standby', { isPatient: true });
  enter('b');
  await clock.advance(150);
  enter('c');
  await clock.advance(1_000);

  assert.deepEqual(
    gone.map(([name]) => name),
    ['a', 'b', 'c', 'standby'],
  );
});

test('who gives up leaves the line, and nobody waits for it', async () => {
  const { clock, gone, left, enter } = setUp();
  enter('a');
  const b = enter('b');
  enter('c');

  b.release.abort();
  await clock.advance(1_000);
  b.release.abort();

  assert.deepEqual(left, ['b']);
  assert.deepEqual(gone.at(-1), ['c', 100]);
});

test('the last one to give up leaves no timer behind', () => {
  const { clock, limiter, enter } = setUp();
  enter('a');
  enter('b').release.abort();

  assert.deepEqual([clock.pending, limiter.waiting], [0, 0]);
});

test('a turn that is not used is the next one’s', async () => {
  const { clock, gone, enter } = setUp();
  enter('a');
  enter('b', { usesTurn: false });
  enter('c', { usesTurn: false });
  enter('d');
  await clock.advance(100);

  assert.deepEqual(
    gone.map(([, at]) => at),
    [0, 100, 100, 100],
  );
});

test('over its bound the line takes nobody, and whoever is in it keeps his place', async () => {
  const { clock, gone, enter } = setUp(10, 1);
  enter('a');
  assert.equal(enter('b').outcome, 'waiting');
  assert.equal(enter('c').outcome, 'full');
  await clock.advance(1_000);

  assert.deepEqual(
    gone.map(([name]) => name),
    ['a', 'b'],
  );
});

test('after a blocked loop there is nothing to catch up with', async () => {
  const { clock, gone, enter } = setUp();
  for (const name of ['a', 'b', 'c', 'd']) enter(name);

  clock.set(clock.now() + 5_000);
  await clock.advance(200);

  assert.deepEqual(
    gone.map(([, at]) => at),
    [0, 5_000, 5_100, 5_200],
  );
});

test('whoever comes and goes when, no second sees more openings than it may, and everybody who stays has his turn', async () => {
  const arrival = fc.record({
    afterMs: fc.integer({ min: 0, max: 60 }),
    isPatient: fc.boolean(),
    givesUpAfterMs: fc.option(fc.integer({ min: 0, max: 2_000 })),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 40 }),
      async (arrivals, perSecond) => {
        const { clock, gone, left, enter } = setUp(perSecond);
        for (const [index, { afterMs, isPatient, givesUpAfterMs }] of arrivals.entries()) {
          await clock.advance(afterMs);
          const { release } = enter(String(index), { isPatient });
          if (givesUpAfterMs !== null) clock.setTimeout(() => release.abort(), givesUpAfterMs);
        }
        await clock.advance(70_000);

        const times = gone.map(([, at]) => at);
        for (const at of times) {
          const within = times.filter((other) => other >= at && other < at + 1_000).length;
          assert.ok(within <= perSecond, `${within} openings in a second of at most ${perSecond}`);
        }
        assert.equal(new Set([...gone.map(([name]) => name), ...left]).size, arrivals.length);
        assert.equal(gone.length + left.length, arrivals.length);
        assert.equal(clock.pending, 0);
      },
    ),
    { numRuns: 40 },
  );
});
