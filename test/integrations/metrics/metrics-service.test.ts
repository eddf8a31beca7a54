import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/integrations/clock.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { type MetricsSettings, startMetricsService } from '../../../src/integrations/metrics/metrics-service.ts';
import { LATENCY_BOUNDS_MS } from '../../../src/protocol/latency-buckets.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { type OtlpCollector, type SentMetrics, startOtlpCollector } from '../../support/otlp-collector.ts';
import { readPrometheusPage } from '../../support/prometheus-page.ts';

const HOUR_MS = 3_600_000;
const PERFORMANCE = { windowMs: HOUR_MS, minCount: 1 };

async function started(t: TestContext, collector?: OtlpCollector, intervalMs = HOUR_MS) {
  const metrics = new MemoryMetrics();
  const log = new RecordingLog();
  const otlp =
    collector === undefined
      ? undefined
      : { url: `${collector.url}/v1/metrics`, intervalMs, timeoutMs: 30_000, latencies: 'explicit' as const };
  const settings: MetricsSettings = { otlp, performance: PERFORMANCE };
  const service = await startMetricsService({
    metrics,
    settings,
    clock: systemClock,
    log,
    readings: () => [{ name: 'Sessions', value: 4 }],
  });
  t.after(() => service.close(0));
  return { metrics, log, service };
}

function metricIn(sent: SentMetrics | undefined, name: string) {
  const [scope] = sent?.resourceMetrics[0]?.scopeMetrics ?? [];
  return scope?.metrics.find((metric) => metric.name === name);
}

test('what was counted is sent under the meter WebSocketAudio of the service rostrum, once more at the end', async (t) => {
  const collector = await startOtlpCollector(t);
  const { metrics, service } = await started(t, collector);
  metrics.count('RateLimitViolations', 2, { kind: 'audio' });
  metrics.observe('AudioProcessingLatency', 40);

  await service.close(10_000);

  const [sent] = collector.received;
  assert.equal(collector.received.length, 1);
  const [{ resource, scopeMetrics } = assert.fail('nothing was sent')] = sent?.resourceMetrics ?? [];
  assert.ok(resource.attributes.some(({ key, value }) => key === 'service.name' && value.stringValue === 'rostrum'));
  assert.deepEqual(
    scopeMetrics.map(({ scope }) => scope.name),
    ['WebSocketAudio'],
  );
  assert.deepEqual(
    metricIn(sent, 'Sessions')?.gauge?.dataPoints.map(({ asDouble }) => asDouble),
    [4],
  );
  const violations = metricIn(sent, 'RateLimitViolations')?.sum;
  assert.equal(violations?.isMonotonic, true);
  const audio = violations?.dataPoints.find(({ attributes }) => attributes[0]?.value.stringValue === 'audio');
  assert.equal(audio?.asDouble, 2);
});

test('latencies are sent as cumulative histograms with their bounds, from when counting began', async (t) => {
  const collector = await startOtlpCollector(t);
  const { metrics, service } = await started(t, collector);
  for (const ms of [40, 45, 120]) metrics.observe('AudioProcessingLatency', ms);

  await service.close(10_000);

  const sent = metricIn(collector.received[0], 'AudioProcessingLatency');
  assert.equal(sent?.unit, 'ms');
  // 2: cumulative, in OTLP's own numbers.
  assert.equal(sent?.histogram?.aggregationTemporality, 2);
  const [point] = sent?.histogram?.dataPoints ?? [];
  assert.deepEqual(point?.explicitBounds, LATENCY_BOUNDS_MS);
  const seen = (point?.bucketCounts ?? []).flatMap((count, at) => (count > 0 ? [[LATENCY_BOUNDS_MS[at], count]] : []));
  assert.deepEqual(seen, [
    [40, 1],
    [50, 1],
    [125, 1],
  ]);
  const [from = 0n, to = 0n] = [point?.startTimeUnixNano, point?.timeUnixNano].map((nanos) => BigInt(nanos ?? 0));
  assert.ok(from > 0n && from <= to);
});

test('it is sent every so often, each time the whole from the beginning', async (t) => {
  const collector = await startOtlpCollector(t);
  const { metrics, service } = await started(t, collector, 50);

  metrics.count('AudioChunksReceived', 3);
  await collector.next();
  metrics.count('AudioChunksReceived', 4);
  await collector.next();
  const last = await collector.next();
  await service.close(10_000);

  const [point] = metricIn(last, 'AudioChunksReceived')?.sum?.dataPoints ?? [];
  assert.equal(point?.asDouble, 7);
});

test('a collector that refuses costs one line in the log and a count for each try, until it takes them again', async (t) => {
  const collector = await startOtlpCollector(t);
  collector.status = 400;
  const { metrics, log, service } = await started(t, collector, 50);
  const failures = () => metrics.read().counters.MetricExportsFailed ?? 0;
  while (failures() < 3) await collector.next();

  collector.status = 200;
  const before = failures();
  while (log.lines.length < 2) await collector.next();
  await service.close(10_000);

  assert.deepEqual(
    log.lines.map(({ level, message }) => [level, message]),
    [
      ['warn', 'the collector does not accept the metrics'],
      ['info', 'the collector accepts the metrics again'],
    ],
  );
  assert.ok(failures() <= before + 1);
});

test('a collector that answers nothing does not hold up the end', async (t) => {
  const collector = await startOtlpCollector(t);
  collector.status = undefined;
  // Else the exporter tries for ten seconds more, when the process would be gone.
  process.env.OTEL_EXPORTER_OTLP_METRICS_TIMEOUT = '300';
  t.after(() => {
    delete process.env.OTEL_EXPORTER_OTLP_METRICS_TIMEOUT;
  });
  const { service } = await started(t, collector);

  await Promise.all([service.close(100), collector.next()]);
  await service.close(100);

  assert.equal(collector.received.length, 1);
});

test('without a collector there is the page, with what the process takes and how its event loop does', async (t) => {
  const { metrics, service, log } = await started(t);
  metrics.count('AudioChunksReceived');

  const page = readPrometheusPage(service.page());

  assert.equal(page.value('Sessions'), 4);
  assert.equal(page.value('AudioChunksReceived_total'), 1);
  for (const kind of ['rss', 'heapTotal', 'heapUsed']) {
    assert.ok((page.value(`ProcessMemory_bytes{kind="${kind}"}`) ?? 0) > 1e6, kind);
  }
  assert.ok((page.value('ProcessCpu_seconds_total{mode="user"}') ?? 0) > 0);
  for (const at of ['p50', 'p99', 'max']) {
    assert.ok((page.value(`EventLoopDelay_milliseconds{at="${at}"}`) ?? -1) >= 0, at);
  }
  const utilization = page.value('EventLoopUtilization') ?? -1;
  assert.ok(utilization >= 0 && utilization <= 1);
  await service.close(100);
  assert.deepEqual(log.lines, []);
});
