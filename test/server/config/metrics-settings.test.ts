import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOfMetrics, readMetricsSettings } from '../../../src/server/config/metrics-settings.ts';
import { readSettings } from '../../../src/server/config/settings.ts';

const urlOf = (environment: Record<string, string>) => readMetricsSettings(readSettings(environment).values).otlp?.url;
const listProblems = (environment: Record<string, string>) => problemsOfMetrics(readSettings(environment).values);

test('metrics are sent where the standard variables say, and nowhere unasked', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
  const own = { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example/here' };

  assert.equal(urlOf({}), undefined);
  assert.equal(urlOf(endpoint), 'http://collector:4318/v1/metrics');
  assert.equal(urlOf({ ...endpoint, ...own }), 'https://metrics.example/here');
  assert.equal(urlOf({ OTEL_METRICS_EXPORTER: 'otlp' }), 'http://localhost:4318/v1/metrics');
  assert.equal(urlOf({ ...endpoint, OTEL_METRICS_EXPORTER: 'none' }), undefined);
  assert.equal(urlOf({ ...endpoint, ...own, OTEL_SDK_DISABLED: 'true' }), undefined);
  assert.equal(urlOf({ ...endpoint, OTEL_SDK_DISABLED: 'false' }), 'http://collector:4318/v1/metrics');
});

test('how often, how long, and over which window are settings with defaults', () => {
  const { values } = readSettings({ OTEL_METRICS_EXPORTER: 'otlp', OTEL_METRIC_EXPORT_INTERVAL: '5000' });

  assert.deepEqual(readMetricsSettings(values), {
    otlp: { url: 'http://localhost:4318/v1/metrics', intervalMs: 5_000, timeoutMs: 30_000, latencies: 'explicit' },
    performance: { windowMs: 60_000, minCount: 20 },
  });
});

test('an unknown exporter and an address that is none are told, a line each', () => {
  assert.deepEqual(listProblems({ OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1' }), []);
  assert.deepEqual(listProblems({ OTEL_METRICS_EXPORTER: 'console', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'a:4318' }), [
    'OTEL_METRICS_EXPORTER must be one of otlp, none, not "console"',
    'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT must be a URL that begins with http:// or https://',
  ]);
});

const AGGREGATION = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION';
const TEMPORALITY = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';

test('latencies are sent with our bounds, or as exponential histograms, of all times or since the last export', () => {
  const latenciesOf = (environment: Record<string, string>) =>
    readMetricsSettings(readSettings({ OTEL_METRICS_EXPORTER: 'otlp', ...environment }).values).otlp?.latencies;
  const exponential = { [AGGREGATION]: 'base2_exponential_bucket_histogram' };

  assert.equal(latenciesOf({ [AGGREGATION]: 'explicit_bucket_histogram', [TEMPORALITY]: 'cumulative' }), 'explicit');
  assert.equal(latenciesOf(exponential), 'exponential');
  assert.equal(latenciesOf({ ...exponential, [TEMPORALITY]: 'lowmemory' }), 'exponentialDelta');
  assert.deepEqual(listProblems({ ...exponential, [TEMPORALITY]: 'lowmemory' }), []);
});

test('another kind of histogram or temporality is told, and so is one that does not fit the other', () => {
  assert.deepEqual(listProblems({ [AGGREGATION]: 'summary', [TEMPORALITY]: 'delta' }), [
    `${AGGREGATION} must be one of explicit_bucket_histogram, base2_exponential_bucket_histogram, not "summary"`,
    `${TEMPORALITY} must be one of cumulative, lowmemory, not "delta"`,
  ]);
  assert.deepEqual(listProblems({ [TEMPORALITY]: 'lowmemory' }), [
    `${TEMPORALITY}=lowmemory needs ${AGGREGATION}=base2_exponential_bucket_histogram`,
  ]);
});
