import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';

/** Buckets grow by this much: no estimate is further off, upwards. */
const BUCKET_STEP = 1.35;
const LAST_BOUND_MS = 0.01 * BUCKET_STEP ** 47;

test('counters add up, by one unless told otherwise', () => {
  const metrics = new MemoryMetrics();

  metrics.count('AudioChunksReceived');
  metrics.count('AudioChunksReceived', 4);

  assert.deepEqual(metrics.read(), { counters: { AudioChunksReceived: 5 }, latencies: {} });
});

test('each set of labels is a series of its own, in whatever order they are named', () => {
  const metrics = new MemoryMetrics();

  metrics.count('TranscribeErrors');
  metrics.count('TranscribeErrors', 1, {});
  metrics.count('TranscribeErrors', 1, { failure: 'idle', role: 'speaker' });
  metrics.count('TranscribeErrors', 1, { role: 'speaker', failure: 'idle' });

  assert.deepEqual(metrics.read().counters, {
    TranscribeErrors: 2,
    'TranscribeErrors{failure=idle,role=speaker}': 2,
  });
});

test('a label from an open set does not eat the memory, and nothing goes uncounted', () => {
  const metrics = new MemoryMetrics();

  for (let i = 0; i < 5_000; i += 1) {
    metrics.count('TranscribeErrors', 1, { failure: `f${i}` });
    metrics.observe('StatusQueryLatency', 1, { failure: `f${i}` });
  }

  const { counters, latencies } = metrics.read();
  assert.ok(Object.keys(counters).length <= 1_001);
  assert.ok(Object.keys(latencies).length <= 1_001);
  assert.equal(
    Object.values(counters).reduce((sum, count) => sum + count),
    5_000,
  );
  assert.equal(
    Object.values(latencies).reduce((sum, { count }) => sum + count, 0),
    5_000,
  );
});

test('quantiles are at most one bucket above the truth and never below it', () => {
  const times = fc.array(fc.double({ min: 0.01, max: 13_000, noNaN: true }), { minLength: 1, maxLength: 200 });

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

  metrics.observe('ControlMessageLatency', LAST_BOUND_MS * 10);

  const summary = metrics.read().latencies.ControlMessageLatency;
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
    p95Ms: 0,
    p99Ms: 0,
    maxMs: 0,
  });
});
