/** What Jaeger's Monitor tab asks of Prometheus is what the collector exports: by the files, and with the real programs. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { test } from 'node:test';
import { parse } from 'yaml';
import { freePorts } from '../../testkit/programs/free-ports.ts';
import { until } from '../../testkit/until.ts';
import { startTelemetry } from '../../tools/trace/backend.ts';
import { toolsFor } from '../../tools/trace/tools.ts';
import { findPrometheus, type ScrapeConfig, startPrometheus } from '../support/prometheus.ts';
import { collector, compose, jaeger, portsIn, text } from './deployment-files.ts';

interface PrometheusConfig {
  readonly scrape_configs: readonly ScrapeConfig[];
}

const prometheus = parse(text('ops/prometheus/prometheus.yml')) as PrometheusConfig;

const { jaeger_storage, jaeger_query } = jaeger.extensions as {
  jaeger_storage: { metric_backends: Record<string, { prometheus: Record<string, unknown> }> };
  jaeger_query: { storage: { metrics: string } };
};
const asked = jaeger_storage.metric_backends[jaeger_query.storage.metrics]?.prometheus;

test('Jaeger reads the metrics under the names that the collector gives them', () => {
  const { span_metrics } = collector.connectors as {
    span_metrics: { namespace: string; histogram: { unit: string; explicit?: object } };
  };

  assert.equal(asked?.metric_namespace, span_metrics.namespace.replaceAll('.', '_'));
  assert.equal(asked?.latency_unit, span_metrics.histogram.unit);
  // The exporter adds _total and the unit, as add_metric_suffixes is not turned off.
  assert.deepEqual([asked?.normalize_calls, asked?.normalize_duration], [true, true]);
  assert.ok(!text('otel-collector.yaml').includes('add_metric_suffixes'));
  // Jaeger asks for histogram_quantile over le, which only an explicit histogram has on a Prometheus page.
  assert.ok(span_metrics.histogram.explicit);
});

test('Prometheus reads the collector’s span metrics, and Jaeger reads that Prometheus', () => {
  const [exported] = portsIn((collector.exporters as Record<string, unknown>).prometheus);
  const targets = prometheus.scrape_configs.flatMap(({ static_configs }) => static_configs[0]?.targets ?? []);
  const { hostname, port } = new URL(String(asked?.endpoint));
  const service = compose.services[hostname];

  assert.ok(targets.includes(`otel-collector:${exported}`));
  assert.ok(service?.command?.includes('--config.file=/etc/prometheus/prometheus.yml'), hostname);
  assert.ok(service?.ports?.some((mapping) => mapping.endsWith(`:${port}`)));
});

const tools = await toolsFor({ environment: process.env, home: homedir(), verbose: false, mayBuild: false }).catch(
  () => undefined,
);
const skip =
  tools === undefined ? 'the collector and Jaeger are not here (npm run trace -- --build)' : findPrometheus().skip;

test('the Monitor tab’s questions are answered from the spans that the collector counted, kept or not', {
  skip,
}, async (t) => {
  assert.ok(tools);
  // Jaeger is told where Prometheus is, and Prometheus where the collector is: so one of them has its port in advance.
  const [spanMetrics] = await freePorts(1);
  const target = `127.0.0.1:${spanMetrics}`;
  const prometheusUrl = await startPrometheus(
    t,
    prometheus.scrape_configs
      .filter(({ job_name }) => job_name === 'spans')
      .map((job) => ({ ...job, static_configs: [{ targets: [target] }] })),
  );
  const telemetry = await startTelemetry(
    { tools, environment: process.env, onLine: () => {}, prometheusUrl },
    { TRACE_SHARE_PERCENT: '0', PROMETHEUS_ENDPOINT: target },
  );
  t.after(() => telemetry.stop());
  await until(
    'Prometheus to have the first counts',
    async () => {
      await send(telemetry.otlpUrl);
      return (await ask(telemetry.jaegerUrl, 'calls')).length > 0;
    },
    SLOWLY,
  );

  const rates = await until(
    'rates of calls',
    async () => {
      await send(telemetry.otlpUrl);
      const found = await ask(telemetry.jaegerUrl, 'calls', '&groupByOperation=true');
      return found.length === 2 && found.every(({ value }) => value > 0) ? found : undefined;
    },
    SLOWLY,
  );
  const [slow] = await ask(telemetry.jaegerUrl, 'latencies', '&quantile=0.95');
  const errors = await ask(telemetry.jaegerUrl, 'errors', '&groupByOperation=true');

  assert.deepEqual(rates.map(({ labels }) => labels.operation).sort(), ['listener.deliver', 'translation.invoke']);
  assert.ok(slow !== undefined && slow.value > 0.1 && slow.value <= 0.25, `p95 ${slow?.value} s of spans of 200 ms`);
  assert.deepEqual(
    errors.map(({ labels, value }) => [labels.operation, value]),
    [['translation.invoke', 1]],
  );
});

/** Not more often than Prometheus reads the counts. */
const SLOWLY = { everyMs: 1_000 };

/** A delivery that went well and an invocation that failed, 200 ms each. */
async function send(otlpUrl: string): Promise<void> {
  const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n);
  const at = Date.now() - 1_000;
  const span = (name: string, kind: number, code: number) => ({
    ...{ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), name, kind },
    ...{ startTimeUnixNano: nanos(at), endTimeUnixNano: nanos(at + 200), status: { code } },
  });
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'rostrum' } }] };
  const spans = [span('listener.deliver', 2, 0), span('translation.invoke', 3, 2)];
  const response = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  assert.equal(response.status, 200);
}

interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  /** The last one. */
  readonly value: number;
}

/** Asks Jaeger's API as the Monitor tab does. */
async function ask(jaegerUrl: string, what: string, more = ''): Promise<Answer[]> {
  const query = `service=rostrum&lookback=60000&step=1000&ratePer=60000&spanKind=server&spanKind=client${more}`;
  const response = await fetch(`${jaegerUrl}/api/metrics/${what}?${query}`);
  const body = await response.text();
  assert.equal(response.status, 200, body);
  const { metrics = [] } = JSON.parse(body) as {
    metrics?: { labels: { name: string; value: string }[]; metricPoints: { gaugeValue: { doubleValue: number } }[] }[];
  };
  return metrics.map(({ labels, metricPoints }) => ({
    labels: Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    value: metricPoints.at(-1)?.gaugeValue.doubleValue ?? Number.NaN,
  }));
}
