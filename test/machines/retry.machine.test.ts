import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AWAY, failureOf, runRetry, SUCCEEDED, WRONG } from '../support/machines/retry-run.ts';

/** Answers every attempt the same, to the end. */
async function exhaust(run: ReturnType<typeof runRetry>): Promise<void> {
  while (run.output === undefined) {
    run.clock.advance(run.clock.waiting[0] ?? 0);
    await run.last.answer(AWAY);
  }
}

test('a call whose first attempt failed at 0 ms is tried at 100 and 300 ms, then given up', async () => {
  const run = runRetry();

  await exhaust(run);

  assert.deepEqual(
    run.attempts.map(({ atMs }) => atMs),
    [100, 300],
  );
  assert.deepEqual(run.output, { ok: false, failure: failureOf('away'), attempts: 3 });
});

test('the pause doubles up to two seconds', async () => {
  const run = runRetry({ limits: { attempts: 9 } });

  await exhaust(run);

  const times = [0, ...run.attempts.map(({ atMs }) => atMs)];
  assert.deepEqual(
    times.slice(1).map((atMs, before) => atMs - (times[before] ?? 0)),
    [100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000],
  );
});

test('jitter shortens each pause by its own share of chance, and never lengthens it', async () => {
  const draws = [0, 0.5, 1];
  const run = runRetry({ limits: { attempts: 4, jitter: 0.5 }, random: () => draws.shift() ?? 0 });

  await exhaust(run);

  assert.deepEqual(
    run.attempts.map(({ atMs }) => atMs),
    [100, 250, 450],
  );
});

test('a call that may succeed the next time does, and leaves no timer', async () => {
  const run = runRetry();
  run.clock.advance(100);

  await run.last.answer(SUCCEEDED);

  assert.deepEqual(run.output, { ok: true, value: 'the answer', attempts: 2 });
  assert.deepEqual(run.clock.waiting, []);
});

test('after a first failure that is permanent nothing is tried', () => {
  const run = runRetry({ failure: failureOf('wrong') });

  assert.deepEqual(run.output, { ok: false, failure: failureOf('wrong'), attempts: 1 });
  assert.deepEqual([run.attempts.length, run.clock.waiting], [0, []]);
});

test('a call that may be attempted once is given up at its first failure', () => {
  const run = runRetry({ limits: { attempts: 1 } });

  assert.deepEqual(run.output, { ok: false, failure: failureOf('away'), attempts: 1 });
  assert.deepEqual([run.attempts.length, run.clock.waiting], [0, []]);
});

test('a permanent failure of a later attempt is not tried again', async () => {
  const run = runRetry();
  run.clock.advance(100);

  await run.last.answer(WRONG);

  assert.deepEqual(run.output, { ok: false, failure: failureOf('wrong'), attempts: 2 });
  assert.deepEqual([run.attempts.length, run.clock.waiting], [1, []]);
});

test('an attempt that never settles is aborted when its time is over, and tried again', () => {
  const run = runRetry({ limits: { attempts: 3 } });
  run.clock.advance(100 + 5_000);
  assert.equal(run.last.signal.aborted, false);
  run.clock.advance(1);
  assert.equal(run.last.signal.aborted, true);
  assert.equal(run.state, 'pausing');
  run.clock.advance(200 + 5_001);

  const { output } = run;
  assert.equal(output?.ok, false);
  assert.equal(!output?.ok && output?.failure.failure, 'timeout');
  assert.equal(!output?.ok && output?.failure.verdict, 'failed');
  assert.equal(run.underWay, 0);
});

test('an answer that comes after its attempt has timed out is ignored', async () => {
  const run = runRetry();
  run.clock.advance(100 + 5_001);
  await run.attempts[0]?.answer(SUCCEEDED);

  assert.equal(run.state, 'pausing');
  run.actor.stop();
});

test('an attempt that rejects is a bug: it is not tried again and says nothing of the dependency', async () => {
  const run = runRetry();
  run.clock.advance(100);

  await run.last.reject();

  const { output } = run;
  assert.equal(!output?.ok && output?.failure.failure, 'unknown');
  assert.equal(!output?.ok && output?.failure.verdict, 'none');
  assert.equal(run.attempts.length, 1);
});

test('an abandoned call aborts what is under way and makes no more', () => {
  for (const isPausing of [false, true]) {
    const run = runRetry();
    if (!isPausing) run.clock.advance(100);

    run.actor.send({ type: 'call.abandon' });
    run.clock.advance(60_000);

    const { output } = run;
    assert.equal(!output?.ok && output?.failure.failure, 'aborted');
    assert.deepEqual([run.attempts.length, run.underWay, run.clock.waiting], [isPausing ? 0 : 1, 0, []]);
  }
});
