import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyWindows, MAX_WINDOWS, WINDOW_MS } from '../../../src/integrations/metrics/latency-windows.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';

const MINUTE_MS = 60_000;

function setUp() {
  const metrics = new MemoryMetrics();
  const clock = new FakeClock();
  const windows = new LatencyWindows({ metrics, clock });
  const counts = () => windows.of('StatusQueryLatency').map(({ count }) => count);
  return { metrics, clock, windows, counts };
}

test('until the server is five minutes old the present window has all since its start', async () => {
  const { metrics, clock, counts } = setUp();
  assert.deepEqual(counts(), [0]);
  for (let minute = 0; minute < 5; minute += 1) {
    metrics.observe('StatusQueryLatency', 10);
    assert.deepEqual(counts(), [minute + 1]);
    await clock.advance(MINUTE_MS);
  }

  metrics.observe('StatusQueryLatency', 10);
  assert.deepEqual(counts(), [6], 'five minutes and the one that has just begun');
  await clock.advance(MINUTE_MS);
  assert.deepEqual(counts(), [5, 1]);
});

test('what was slow thirteen minutes ago is in the third window, not in the present one', async () => {
  const { metrics, clock, windows, counts } = setUp();
  await clock.advance(WINDOW_MS);
  for (let n = 0; n < 20; n += 1) metrics.observe('StatusQueryLatency', 900);
  await clock.advance(13 * MINUTE_MS);
  for (let n = 0; n < 20; n += 1) metrics.observe('StatusQueryLatency', 2);

  assert.deepEqual(counts(), [20, 0, 20, 0]);
  const [present, , third] = windows.of('StatusQueryLatency').map((window) => window.summary().p90Ms);
  assert.deepEqual([present, third], [2, 900]);
});

test('no more than an hour is kept, however long it runs, and each measurement is in one window', async () => {
  const { metrics, clock, counts } = setUp();
  for (let minute = 0; minute < 3 * 60; minute += 1) {
    metrics.observe('StatusQueryLatency', 10);
    await clock.advance(MINUTE_MS);
  }

  assert.deepEqual(
    counts(),
    Array.from({ length: MAX_WINDOWS }, () => 5),
  );
});

test('what a target does not apply to is in no window', () => {
  const { metrics, windows } = setUp();
  metrics.observe('ControlMessageLatency', 900, { action: 'createSession' });
  metrics.observe('ControlMessageLatency', 3, { action: 'setVolume' });

  assert.deepEqual(
    windows.of('ControlMessageLatency').map(({ count }) => count),
    [1],
  );
});

test('once stopped it sets no timer', async () => {
  const { metrics, clock, windows, counts } = setUp();
  windows.stop();
  metrics.observe('StatusQueryLatency', 10);
  await clock.advance(2 * WINDOW_MS);

  assert.deepEqual(counts(), [1], 'still the first window: nothing was kept');
});
