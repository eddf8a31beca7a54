import assert from 'node:assert/strict';
import test from 'node:test';
import { systemClock } from '../../src/integrations/clock.ts';

test('the clock for durations counts in whole milliseconds, and a system clock that is set does not move it', (t) => {
  const before = systemClock.now();
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 400_000 });

  const after = systemClock.now();

  assert.ok(Number.isInteger(after) && after >= before && after - before < 1_000);
});

test('the clock for timestamps is the system’s as it is at the time, wherever that has been set to', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_700_000_400_000 });
  assert.equal(systemClock.unixNow(), 1_700_000_400_000);

  t.mock.timers.setTime(1_700_000_000_000);

  assert.equal(systemClock.unixNow(), 1_700_000_000_000);
});

test('a timer runs once, a cleared one never', async () => {
  const ran: string[] = [];
  const cleared = systemClock.setTimeout(() => ran.push('cleared'), 0);

  systemClock.clearTimeout(cleared);
  systemClock.clearTimeout(undefined);
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 5));

  assert.deepEqual(ran, []);
});
