import assert from 'node:assert/strict';
import test from 'node:test';
import { systemClock } from '../../src/integrations/clock.ts';

test('now is the wall clock in whole milliseconds, and never runs backwards', () => {
  let last = systemClock.now();
  assert.ok(Math.abs(last - Date.now()) < 1_000);

  for (let i = 0; i < 1_000; i += 1) {
    const now = systemClock.now();
    assert.ok(Number.isInteger(now) && now >= last);
    last = now;
  }
});

test('a timer runs once, a cleared one never', async () => {
  const ran: string[] = [];
  const cleared = systemClock.setTimeout(() => ran.push('cleared'), 0);

  systemClock.clearTimeout(cleared);
  systemClock.clearTimeout(undefined);
  await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 5));

  assert.deepEqual(ran, []);
});
