import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime } from '../../web/src/inside/clock-time.ts';
import { toTrend } from '../../web/src/inside/trend.ts';

const SIZE = { width: 100, height: 24 };
const window = (p90Ms: number, count = 1) => ({ count, p50Ms: 0, p90Ms, p95Ms: 0, p99Ms: 0 });

test('a trend goes from the oldest window to the newest, the highest value at the top', () => {
  const { lines, p90Ms } = toTrend([window(100), window(50), window(0)], SIZE);

  assert.deepEqual(lines, ['0,22 50,12 100,2']);
  assert.deepEqual(p90Ms, [0, 50, 100]);
});

test('a window without measurements interrupts the line; without any there is none', () => {
  assert.deepEqual(toTrend([window(10), window(0, 0), window(10), window(10)], SIZE).lines, ['0,2 33.3,2', '100,2']);
  assert.deepEqual(toTrend([window(0, 0)], SIZE), { lines: [], p90Ms: [] });
  assert.deepEqual(toTrend([window(5)], SIZE).lines, ['0,2']);
});

test('a time of day has milliseconds, as a log has', () => {
  assert.match(clockTime(1_700_000_000_123), /^\d\d:\d\d:\d\d\.123$/);
});
