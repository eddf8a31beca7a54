import assert from 'node:assert/strict';
import test from 'node:test';
import { COUNTERS, GAUGES, type Reading } from '../../../src/integrations/metrics/catalogue.ts';
import { LATENCIES } from '../../../src/integrations/metrics/latencies.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { toScopeMetrics } from '../../../src/integrations/metrics/metric-data.ts';
import { prometheusPage, toPageName } from '../../../src/integrations/metrics/prometheus-page.ts';
import { serviceResource } from '../../../src/integrations/metrics/service-resource.ts';
import { readPrometheusPage } from '../../support/prometheus-page.ts';
import { findPromtool, runPromtool } from '../../support/promtool.ts';

function textOf(metrics: MemoryMetrics, readings: readonly Reading[] = []): string {
  const source = { metrics, readings: () => readings, startedAt: 1_700_000_000_000, now: () => 1_700_000_060_000 };
  return prometheusPage(serviceResource(), toScopeMetrics(source));
}

function busy(): MemoryMetrics {
  const metrics = new MemoryMetrics();
  metrics.count('AudioChunksReceived', 3);
  metrics.count('AudioMsLost', 20.5);
  metrics.count('TranscribeErrors', 1, { failure: 'idle' });
  metrics.count('TranscribeErrors', 1, { failure: 'no such failure' });
  for (const ms of [0.5, 40, 120]) metrics.observe('AudioProcessingLatency', ms);
  metrics.observe('ControlMessageLatency', 7, { action: 'setVolume' });
  return metrics;
}

const READINGS: Reading[] = [
  { name: 'Sessions', value: 2 },
  { name: 'CircuitOpen', value: 1, labels: { service: 'Lambda' } },
  { name: 'ProcessMemory', value: 1_024, labels: { kind: 'rss' } },
  { name: 'ProcessCpu', value: 1.5, labels: { mode: 'user' } },
];

test('the page has help, type and values, as the format is written down', () => {
  const page = readPrometheusPage(textOf(busy(), READINGS));

  for (const [series, value] of Object.entries({
    AudioChunksReceived_total: 3,
    AudioMsLost_milliseconds_total: 20.5,
    'TranscribeErrors_total{failure="idle"}': 1,
    'TranscribeErrors_total{otel_metric_overflow="true"}': 1,
    MetricSeriesRefused_total: 1,
    Sessions: 2,
    'CircuitOpen{service="Lambda"}': 1,
    'ProcessMemory_bytes{kind="rss"}': 1_024,
    'ProcessCpu_seconds_total{mode="user"}': 1.5,
    'target_info{service_name="rostrum"}': 1,
  })) {
    assert.equal(page.value(series), value, series);
  }
  assert.equal(page.metrics.get('AudioChunksReceived_total')?.help, COUNTERS.AudioChunksReceived.meaning);
  assert.equal(page.metrics.get('Sessions')?.type, 'gauge');
});

test('latencies are histograms: each bucket holds all that were no slower, a target is a bound', () => {
  const page = readPrometheusPage(textOf(busy()));

  assert.equal(page.metrics.get('AudioProcessingLatency_milliseconds')?.type, 'histogram');
  for (const [le, count] of Object.entries({ 0.4: 0, 0.5: 1, 40: 2, 50: 2, 100: 2, 125: 3, '+Inf': 3 })) {
    assert.equal(page.value(`AudioProcessingLatency_milliseconds_bucket{le="${le}"}`), count, le);
  }
  assert.equal(page.value('AudioProcessingLatency_milliseconds_sum'), 160.5);
  assert.equal(page.value('ControlMessageLatency_milliseconds_count{action="setVolume"}'), 1);
});

test('what has not happened yet stands at 0, with every label it can have, so that no rate misses the first', () => {
  const page = readPrometheusPage(textOf(new MemoryMetrics()));

  for (const [name, entry] of Object.entries(COUNTERS)) {
    const metric = page.metrics.get(`${toPageName(name, entry)}_total`);
    const sets = Object.entries(entry.labels ?? {}).filter(([label]) => !entry.optional?.includes(label));
    const combinations = sets.reduce((product, [, values]) => product * values.length, 1);
    assert.deepEqual([...(metric?.samples.values() ?? [])], Array(combinations).fill(0), name);
  }
  for (const [name, entry] of Object.entries(LATENCIES)) {
    const count = page.value(`${toPageName(name, entry)}_count`);
    assert.equal(count, entry.labels === undefined ? 0 : undefined, name);
  }
});

test('the closed sets bound how many series there can be, however long the server runs', () => {
  const combinations = [...Object.values(COUNTERS), ...Object.values(LATENCIES), ...Object.values(GAUGES)].map(
    ({ labels = {}, optional = [] }: { labels?: Record<string, readonly string[]>; optional?: readonly string[] }) =>
      Object.entries(labels).reduce(
        (product, [label, { length }]) => product * (length + Number(optional.includes(label))),
        1,
      ),
  );

  assert.ok(combinations.reduce((sum, count) => sum + count) < 250);
});

test('promtool takes the page, and finds no fault but the names, which are given', {
  skip: findPromtool().skip,
}, () => {
  const { output } = runPromtool(['check', 'metrics'], { input: textOf(busy(), READINGS) });
  const faults = output.split('\n').filter((line) => line !== '');

  // snake_case and base units are Prometheus' own taste.
  assert.deepEqual(
    faults.filter((line) => !/camelCase|abbreviated units|use base unit "seconds"/.test(line)),
    [],
  );
});
