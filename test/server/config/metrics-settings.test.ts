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
    otlp: { url: 'http://localhost:4318/v1/metrics', intervalMs: 5_000, timeoutMs: 30_000 },
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
