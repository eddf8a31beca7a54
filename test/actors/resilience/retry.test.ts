import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { retried } from '../../../src/actors/resilience/retry.ts';
import type { Attempt, RetryLimits } from '../../../src/machines/retry.machine.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { countStartedActors } from '../../support/actors/started-actors.ts';
import { AWAY, failureOf, SUCCEEDED, WRONG } from '../../support/machines/retry-run.ts';

const LIMITS: RetryLimits = { attempts: 3, baseMs: 100, capMs: 2_000, jitter: 0, timeoutMs: 5_000 };

test('the promise settles with the call, all its attempts together, and nothing is left of it', async () => {
  const clock = new FakeClock();
  const answers: Attempt<string>[] = [AWAY as Attempt<string>, { ok: true, value: 'here' }];
  const lifetime = new AbortController();

  const result = retried(async () => answers.shift() as Attempt<string>, {
    ...{ clock, random: () => 0, limits: LIMITS, signal: lifetime.signal },
  });
  await clock.advance(100);

  assert.deepEqual(await result, { ok: true, value: 'here', attempts: 2 });
  assert.equal(clock.pending, 0);
  assert.equal(getEventListeners(lifetime.signal, 'abort').length, 0);
});

test('a caller who is gone ends it, be it before it began or under way: what is begun is aborted', async () => {
  for (const isBefore of [true, false]) {
    const clock = new FakeClock();
    const lifetime = new AbortController();
    const signals: AbortSignal[] = [];
    if (isBefore) lifetime.abort();
    const result = retried(
      (signal) => {
        signals.push(signal);
        return new Promise<Attempt>(() => {});
      },
      { clock, random: () => 0, limits: LIMITS, signal: lifetime.signal },
    );
    lifetime.abort();

    const { ok } = await result;
    assert.equal(ok, false);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
    assert.equal(clock.pending, 0);
    assert.equal(getEventListeners(lifetime.signal, 'abort').length, 0);
  }
});

test('without a signal it goes to its end', async () => {
  const clock = new FakeClock();
  const result = retried(async () => AWAY, { clock, random: () => 0, limits: LIMITS });
  await clock.advance(300);

  assert.equal((await result).attempts, 3);
});

test('chance that throws breaks the call, and does not leave it hanging', async () => {
  const clock = new FakeClock();
  const random = () => {
    throw new RangeError('no chance');
  };

  await assert.rejects(
    retried(async () => AWAY, { clock, random, limits: LIMITS }),
    RangeError,
  );
});

test('a call that succeeds at once starts no actor, and leaves no timer; the first failure starts the chart', async (t) => {
  const actors = countStartedActors(t);
  const clock = new FakeClock();
  const lifetime = new AbortController();
  const deps = { clock, random: () => 0, limits: LIMITS, signal: lifetime.signal };

  for (let call = 0; call < 100; call += 1) {
    assert.deepEqual(await retried(async () => SUCCEEDED, deps), { ...SUCCEEDED, attempts: 1 });
  }

  assert.equal(actors.started, 0);
  assert.equal(clock.pending, 0);
  assert.equal(getEventListeners(lifetime.signal, 'abort').length, 0);
  assert.deepEqual(await retried(async () => WRONG, deps), { ok: false, failure: failureOf('wrong'), attempts: 1 });
  assert.equal(actors.started, 1);
});

test('a first attempt that does not answer in time is aborted and tried again; its late answer is ignored', async () => {
  const clock = new FakeClock();
  const signals: AbortSignal[] = [];
  let answerLate = () => {};
  const result = retried<string>(
    (signal) => {
      signals.push(signal);
      if (signals.length > 1) return Promise.resolve({ ok: true, value: 'second' });
      return new Promise((resolve) => {
        answerLate = () => resolve({ ok: true, value: 'first' });
      });
    },
    { clock, random: () => 0, limits: LIMITS },
  );
  await clock.advance(4_999);
  assert.equal(signals[0]?.aborted, false);
  await clock.advance(1);
  assert.equal(signals[0]?.aborted, true);
  answerLate();
  await clock.advance(100);

  assert.deepEqual(await result, { ok: true, value: 'second', attempts: 2 });
});

test('a first attempt that throws or rejects is a bug: it is not tried again and says nothing of the dependency', async () => {
  const attempts = [
    () => {
      throw new TypeError('a bug');
    },
    () => Promise.reject(new TypeError('a bug')),
  ];
  for (const attempt of attempts) {
    const clock = new FakeClock();
    const result = await retried(attempt, { clock, random: () => 0, limits: LIMITS });

    assert.deepEqual([result.ok, !result.ok && result.failure.verdict, result.attempts], [false, 'none', 1]);
    assert.equal(clock.pending, 0);
  }
});
