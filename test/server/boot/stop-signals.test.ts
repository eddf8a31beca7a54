import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StopSignals } from '../../../src/server/boot/stop-signals.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

function run({ delayMs }: { delayMs: number }) {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const done: [step: string, atMs: number][] = [];
  const note = (step: string) => () => {
    done.push([step, clock.now() - startedAt]);
  };
  const signals = new StopSignals({
    clock,
    monotonicNow: () => clock.now(),
    delayMs,
    steps: { announce: note('announce'), drain: note('drain'), giveUp: note('giveUp') },
  });
  /** So many ms later. */
  const signalAfter = async (ms: number) => {
    await clock.advance(ms);
    signals.heard();
  };
  return { clock, done, signalAfter };
}

test('without a delay the first signal begins the drain at once', async () => {
  const { clock, done, signalAfter } = run({ delayMs: 0 });

  await signalAfter(0);
  await clock.advance(60_000);

  assert.deepEqual(done, [
    ['announce', 0],
    ['drain', 0],
  ]);
});

test('with a delay readiness turns at once, and the drain begins when the delay is over, once', async () => {
  const { clock, done, signalAfter } = run({ delayMs: 10_000 });

  await signalAfter(0);
  await clock.advance(9_999);
  assert.deepEqual(done, [['announce', 0]]);
  await clock.advance(60_000);

  assert.deepEqual(done.slice(1), [['drain', 10_000]]);
});

test('a second signal skips the delay; the delay’s end does not begin the drain again', async () => {
  const { clock, done, signalAfter } = run({ delayMs: 10_000 });

  await signalAfter(0);
  await signalAfter(2_000);
  await clock.advance(60_000);

  assert.deepEqual(done, [
    ['announce', 0],
    ['drain', 2_000],
  ]);
});

test('one key press that arrives three times within a second is one signal, in the delay and in the drain', async () => {
  const { done, signalAfter } = run({ delayMs: 10_000 });

  for (const ms of [0, 3, 900]) await signalAfter(ms);
  assert.deepEqual(
    done.map(([step]) => step),
    ['announce'],
  );
  for (const ms of [2_000, 3, 900]) await signalAfter(ms);
  assert.deepEqual(
    done.map(([step]) => step),
    ['announce', 'drain'],
  );
  for (const ms of [2_000, 3, 900]) await signalAfter(ms);

  assert.deepEqual(
    done.map(([step]) => step),
    ['announce', 'drain', 'giveUp'],
  );
});

test('the third signal ends the process, and so does the second once the delay is over or where there is none', async () => {
  for (const [delayMs, signalsAt] of [
    [10_000, [0, 2_000, 2_000]],
    [10_000, [0, 11_500]],
    [0, [0, 1_500]],
  ] as const) {
    const { done, signalAfter } = run({ delayMs });

    for (const ms of signalsAt) await signalAfter(ms);

    assert.equal(done.at(-1)?.[0], 'giveUp');
    assert.equal(done.filter(([step]) => step === 'drain').length, 1);
  }
});

test('a key that is held down is a signal a second, not one for ever', async () => {
  const { done, signalAfter } = run({ delayMs: 60_000 });

  for (let i = 0; i < 22; i += 1) await signalAfter(100);

  assert.deepEqual(
    done.map(([step]) => step),
    ['announce', 'drain'],
  );
});

test('a signal that was meant to skip the delay and comes a moment after its end does not end the process', async () => {
  const { clock, done, signalAfter } = run({ delayMs: 10_000 });

  await signalAfter(0);
  await clock.advance(10_000);
  await signalAfter(50);
  assert.deepEqual(
    done.map(([step]) => step),
    ['announce', 'drain'],
  );
  await signalAfter(2_000);

  assert.deepEqual(
    done.map(([step]) => step),
    ['announce', 'drain', 'giveUp'],
  );
});
