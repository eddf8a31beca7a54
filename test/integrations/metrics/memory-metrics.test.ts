import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LATENCIES } from '../../../src/integrations/metrics/latencies.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { LATENCY_BOUNDS_MS } from '../../../src/protocol/latency-buckets.ts';

/** Buckets grow by this much at most: no estimate is further off, upwards. */
const BUCKET_STEP = 4 / 3;
const LAST_BOUND_MS = 60_000;

test('counters add up, by one unless told otherwise', () => {
  const metrics = new MemoryMetrics();

  metrics.count('AudioChunksReceived');
  metrics.count('AudioChunksReceived', 4);

  assert.deepEqual(metrics.read(), { counters: { AudioChunksReceived: 5 }, latencies: {} });
});

test('each set of labels is a series of its own, in whatever order they are named', () => {
  const metrics = new MemoryMetrics();

  metrics.count('DynamoDBErrors', 1, { operation: 'putSession' });
  metrics.count('DynamoDBErrors', 1, { operation: 'putSession', why: 'overflow' });
  metrics.count('DynamoDBErrors', 1, { why: 'overflow', operation: 'putSession' });
  metrics.observe('ControlMessageLatency', 3, { action: 'endSession' });

  const { counters, latencies } = metrics.read();
  assert.deepEqual(counters, {
    'DynamoDBErrors{operation=putSession}': 1,
    'DynamoDBErrors{operation=putSession,why=overflow}': 2,
  });
  assert.deepEqual(Object.keys(latencies), ['ControlMessageLatency{action=endSession}']);
});

test('a label that is not of its closed set is no new series: it is counted in one of the metric’s own, and told of', () => {
  const metrics = new MemoryMetrics();

  for (let i = 0; i < 500; i += 1) {
    metrics.count('TranscribeErrors', 1, { failure: `f${i}` });
    metrics.observe('ControlMessageLatency', 1, { action: `a${i}` });
  }
  metrics.count('TranscribeErrors');
  metrics.count('AudioChunksReceived', 1, { session: 'golden-eagle-427' });
  metrics.count('TranscribeErrors', 1, { failure: 'idle', constructor: 'idle' });

  const { counters, latencies } = metrics.read();
  assert.deepEqual(counters, {
    MetricSeriesRefused: 1_003,
    'TranscribeErrors{otel.metric.overflow=true}': 502,
    'AudioChunksReceived{otel.metric.overflow=true}': 1,
  });
  assert.deepEqual(
    Object.entries(latencies).map(([series, { count }]) => [series, count]),
    [['ControlMessageLatency{otel.metric.overflow=true}', 500]],
  );
});

test('bounds rise by a third at most, and every target and threshold is one of them', () => {
  for (const [at, bound] of LATENCY_BOUNDS_MS.slice(1).entries()) {
    assert.ok(bound / (LATENCY_BOUNDS_MS[at] as number) <= BUCKET_STEP * (1 + 1e-9), `${bound} is far over the last`);
  }
  assert.equal(LATENCY_BOUNDS_MS[0], 0.01);
  assert.equal(LATENCY_BOUNDS_MS.at(-1), LAST_BOUND_MS);
  const targets = Object.values(LATENCIES).flatMap(({ target: { except: _, ...limits } = {} }) =>
    Object.values(limits),
  );
  assert.ok(targets.includes(6_500));
  for (const ms of [75, ...targets]) assert.ok(LATENCY_BOUNDS_MS.includes(ms), `${ms} is no bound`);
});

test('quantiles are at most one bucket above the truth and never below it', () => {
  const times = fc.array(fc.double({ min: 0.01, max: LAST_BOUND_MS, noNaN: true }), { minLength: 1, maxLength: 200 });

  fc.assert(
    fc.property(times, (observed) => {
      const metrics = new MemoryMetrics();
      for (const ms of observed) metrics.observe('AudioProcessingLatency', ms);
      const sorted = [...observed].sort((a, b) => a - b);

      const summary = metrics.read().latencies.AudioProcessingLatency;

      assert.ok(summary);
      assert.equal(summary.count, observed.length);
      assert.equal(summary.maxMs, sorted.at(-1));
      for (const [share, estimate] of [
        [0.5, summary.p50Ms],
        [0.95, summary.p95Ms],
        [0.99, summary.p99Ms],
      ] as const) {
        const truth = sorted[Math.ceil(share * sorted.length) - 1] as number;
        assert.ok(estimate >= truth * (1 - 1e-9), `${estimate} is under ${truth}`);
        assert.ok(estimate <= truth * BUCKET_STEP * (1 + 1e-9), `${estimate} is far over ${truth}`);
      }
    }),
  );
});

test('times beyond the last bucket are told by their maximum', () => {
  const metrics = new MemoryMetrics();

  metrics.observe('StatusQueryLatency', LAST_BOUND_MS * 10);

  const summary = metrics.read().latencies.StatusQueryLatency;
  assert.equal(summary?.p50Ms, LAST_BOUND_MS * 10);
  assert.equal(summary?.meanMs, LAST_BOUND_MS * 10);
});

test('what is no number is left out, and a time that ran backwards is no time', () => {
  const metrics = new MemoryMetrics();

  metrics.observe('StatusQueryLatency', Number.NaN);
  metrics.observe('StatusQueryLatency', Number.POSITIVE_INFINITY);
  assert.deepEqual(metrics.read().latencies, {});

  metrics.observe('StatusQueryLatency', -5);
  assert.deepEqual(metrics.read().latencies.StatusQueryLatency, {
    count: 1,
    meanMs: 0,
    p50Ms: 0,
    p90Ms: 0,
    p95Ms: 0,
    p99Ms: 0,
    maxMs: 0,
  });
});
