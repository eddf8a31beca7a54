import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/integrations/clock.ts';
import type { LatencyExport } from '../../../src/integrations/metrics/exponential-latencies.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { startMetricsService } from '../../../src/integrations/metrics/metrics-service.ts';
import { LATENCY_BOUNDS_MS } from '../../../src/protocol/latency-buckets.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { type SentMetrics, type SentPoint, startOtlpCollector } from '../../support/otlp-collector.ts';
import { readPrometheusPage } from '../../support/prometheus-page.ts';

const HOUR_MS = 3_600_000;
/** OTLP's own numbers. */
const [DELTA, CUMULATIVE] = [1, 2];

async function started(t: TestContext, latencies: LatencyExport, intervalMs = HOUR_MS) {
  const collector = await startOtlpCollector(t);
  const metrics = new MemoryMetrics();
  const service = await startMetricsService({
    metrics,
    settings: {
      otlp: { url: `${collector.url}/v1/metrics`, intervalMs, timeoutMs: 30_000, latencies },
      performance: { windowMs: HOUR_MS, minCount: 1 },
    },
    clock: systemClock,
    log: new RecordingLog(),
    readings: () => [{ name: 'Sessions', value: 4 }],
  });
  t.after(() => service.close(0));
  return { collector, metrics, service };
}

function sentOf(sent: SentMetrics | undefined, name: string) {
  const scopes = sent?.resourceMetrics[0]?.scopeMetrics ?? [];
  const found = scopes.flatMap(({ metrics }) => metrics.filter((metric) => metric.name === name));
  assert.ok(found.length <= 1, `${name} is sent once`);
  return found[0];
}

/** The upper bound of the bucket in which the quantile is, ms. */
function quantileOf({ count = 0, scale = 0, positive }: SentPoint, share: number): number {
  const base = 2 ** (2 ** -scale);
  let seen = 0;
  for (const [at, some] of (positive?.bucketCounts ?? []).entries()) {
    seen += some;
    if (seen >= share * count) return base ** ((positive?.offset ?? 0) + at + 1);
  }
  return assert.fail('too few counts');
}

test('a p95 can be read from what is sent, to within a few percent, under the same meter, name and unit', async (t) => {
  const { collector, metrics, service } = await started(t, 'exponential');
  for (let ms = 1; ms <= 200; ms += 1) metrics.observe('AudioProcessingLatency', ms);

  await service.close(10_000);

  const [sent] = collector.received;
  assert.ok(sent?.resourceMetrics[0]?.scopeMetrics.every(({ scope }) => scope.name === 'WebSocketAudio'));
  const metric = sentOf(sent, 'AudioProcessingLatency');
  assert.equal(metric?.unit, 'ms');
  assert.equal(metric?.histogram, undefined);
  assert.equal(metric?.exponentialHistogram?.aggregationTemporality, CUMULATIVE);
  const [point = assert.fail('no point')] = metric?.exponentialHistogram?.dataPoints ?? [];
  assert.equal(point.count, 200);
  const p95 = quantileOf(point, 0.95);
  assert.ok(p95 >= 190 && p95 < 190 * 1.06, `p95 is ${p95}`);
});

test('as lowmemory each export has what was measured since the last, while counters go on', async (t) => {
  const { collector, metrics, service } = await started(t, 'exponentialDelta', 50);
  const countIn = (sent: SentMetrics) => {
    const histogram = sentOf(sent, 'StatusQueryLatency')?.exponentialHistogram;
    assert.ok(histogram === undefined || histogram.aggregationTemporality === DELTA);
    return histogram?.dataPoints[0]?.count ?? 0;
  };
  /** Exports until one has measurements. */
  const nextCount = async () => {
    for (;;) {
      const sent = await collector.next();
      if (countIn(sent) > 0) return { count: countIn(sent), queries: sentOf(sent, 'StatusQueriesReceived')?.sum };
    }
  };
  for (const ms of [1, 2, 3]) metrics.observe('StatusQueryLatency', ms);
  metrics.count('StatusQueriesReceived', 3);
  assert.equal((await nextCount()).count, 3);

  metrics.observe('StatusQueryLatency', 4);
  metrics.count('StatusQueriesReceived');
  const { count, queries } = await nextCount();
  await service.close(10_000);

  assert.equal(count, 1);
  assert.equal(queries?.aggregationTemporality, CUMULATIVE);
  assert.equal(queries?.dataPoints[0]?.asDouble, 4);
});

test('labels are those of the catalogue, and what is outside of them is one overflow series', async (t) => {
  const { collector, metrics, service } = await started(t, 'exponentialDelta');
  metrics.observe('ControlMessageLatency', 3, { action: 'muteBroadcast' });
  metrics.observe('ControlMessageLatency', 3, { action: 'made-up' });
  metrics.observe('ControlMessageLatency', 3, { action: 'made-up too' });

  await service.close(10_000);

  const points = sentOf(collector.received[0], 'ControlMessageLatency')?.exponentialHistogram?.dataPoints ?? [];
  assert.deepEqual(
    points.map(({ attributes: [label], count }) => [label?.key, label?.value.stringValue, count]),
    [
      ['action', 'muteBroadcast', 1],
      ['otel.metric.overflow', 'true', 2],
    ],
  );
});

for (const latencies of ['explicit', 'exponential', 'exponentialDelta'] as const) {
  test(`the page has its bounds and all times, however latencies are sent: ${latencies}`, async (t) => {
    const { metrics, service, collector } = await started(t, latencies);
    for (const ms of [40, 120]) metrics.observe('AudioProcessingLatency', ms);
    await service.close(10_000);
    metrics.observe('AudioProcessingLatency', 50);

    const page = readPrometheusPage(service.page());

    for (const le of LATENCY_BOUNDS_MS) {
      const expected = [40, 50, 120].filter((ms) => ms <= le).length;
      assert.equal(page.value(`AudioProcessingLatency_milliseconds_bucket{le="${le}"}`), expected, `le ${le}`);
    }
    assert.equal(sentOf(collector.received[0], 'Sessions')?.gauge?.dataPoints[0]?.asDouble, 4);
  });
}
