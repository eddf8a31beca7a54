import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { ProcessReadings } from '../../../src/integrations/metrics/process-readings.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

const WINDOW_MS = 15_000;
const BLOCKED_MS = 200;

/** Takes the event loop for so long, with the delay's timer running before and after. */
async function block(ms: number): Promise<void> {
  await pause(50);
  const end = performance.now() + ms;
  while (performance.now() < end);
  await pause(50);
}

function mostDelay(readings: ProcessReadings): number {
  return readings.read().find(({ name, labels }) => name === 'EventLoopDelay' && labels?.at === 'max')?.value ?? -1;
}

test('how late the event loop ran is told of the last full window, whoever asks and how often', async (t) => {
  const clock = new FakeClock();
  const readings = new ProcessReadings(clock);
  t.after(() => readings.stop());

  await block(BLOCKED_MS);
  const first = mostDelay(readings);
  await clock.advance(WINDOW_MS);
  const [once, again] = [mostDelay(readings), mostDelay(readings)];

  // The histogram's own precision, and the timer's resolution.
  const atLeast = BLOCKED_MS * 0.9 - 20;
  assert.ok(first >= atLeast, `${first}`);
  assert.ok(once >= atLeast, `${once}`);
  assert.equal(again, once);

  await clock.advance(WINDOW_MS);
  assert.notEqual(mostDelay(readings), once);
});

test('once stopped it measures nothing and leaves no timer', async () => {
  const clock = new FakeClock();
  const readings = new ProcessReadings(clock);
  assert.equal(clock.pending, 1);

  readings.stop();

  assert.equal(clock.pending, 0);
  assert.ok(readings.read().length > 0);
});
