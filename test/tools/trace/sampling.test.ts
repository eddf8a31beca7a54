/** The committed configurations in the real collector and the real Jaeger, where they are built. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { test } from 'node:test';
import { until } from '../../../testkit/until.ts';
import { startTelemetry } from '../../../tools/trace/backend.ts';
import { Jaeger } from '../../../tools/trace/jaeger.ts';
import { toolsFor } from '../../../tools/trace/tools.ts';

const tools = await toolsFor({ environment: process.env, home: homedir(), verbose: false, mayBuild: false }).catch(
  () => undefined,
);
const skip = tools === undefined && 'the collector and Jaeger are not here (npm run trace -- --build)';

/** An utterance of a second with one span below its root; what is said of that span decides. */
function utterance(name: string, durationMs: number, more: Record<string, unknown> = {}, service = 'rostrum') {
  const [traceId, root] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const startMs = Date.now() - 60_000;
  const nanos = (ms: number) => String(BigInt(Math.round(ms)) * 1_000_000n);
  const times = (ms: number) => ({ startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(startMs + ms) });
  const resourceOf = (value: string) => ({ attributes: [{ key: 'service.name', value: { stringValue: value } }] });
  const below = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: root,
    name,
    kind: 1,
    ...times(durationMs),
  };
  return {
    traceId,
    resourceSpans: [
      { resource: resourceOf(service), scopeSpans: [{ spans: [{ ...below, ...more }] }] },
      {
        resource: resourceOf('rostrum'),
        scopeSpans: [{ spans: [{ traceId, spanId: root, name: 'utterance', kind: 1, ...times(1_000) }] }],
      },
    ],
  };
}

test('of traces, errors and slow ones are kept and the rest by its share; of spans, every one is counted', {
  skip,
}, async (t) => {
  assert.ok(tools);
  const telemetry = await startTelemetry(
    { tools, environment: process.env, onLine: () => {} },
    { TRACE_SHARE_PERCENT: '0', DECISION_WAIT_AFTER_ROOT: '1s' },
  );
  t.after(() => telemetry.stop());
  const measured = (key: string, doubleValue: number) => ({ attributes: [{ key, value: { doubleValue } }] });
  const latency = (ms: number) => measured('transcript.latency_ms', ms);
  const lag = (ms: number) => measured('segment.commit_lag_ms', ms);
  const ordinary = [
    utterance('audio.chunk', 40),
    utterance('transcript', 1, latency(2_900)),
    utterance('segment', 9_000, lag(4_900)),
    utterance('translation.invoke', 900),
    utterance('pipeline.synthesise', 900, {}, 'translation-pipeline'),
  ];
  const kept = {
    failed: utterance('translation.invoke', 1, { status: { code: 2 } }),
    slowChunk: utterance('audio.chunk', 60),
    lateTranscript: utterance('transcript', 1, latency(3_100)),
    lateSegment: utterance('segment', 1, lag(5_100)),
    slowInvoke: utterance('translation.invoke', 1_100),
    slowDelivery: utterance('listener.deliver', 160),
    slowPipeline: utterance('pipeline.synthesise', 5_100, {}, 'translation-pipeline'),
  };
  const all = [...ordinary, ...Object.values(kept)];

  for (const { resourceSpans } of all) {
    const response = await fetch(`${telemetry.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans }),
    });
    assert.equal(response.status, 200);
  }
  const wanted = Object.values(kept)
    .map(({ traceId }) => traceId)
    .sort();
  const jaeger = new Jaeger(telemetry.jaegerUrl);
  const found = await until('the kept traces in Jaeger', async () => {
    const traces = await jaeger.traces('rostrum', Date.now() - 120_000);
    return traces.length >= wanted.length ? traces.map(([first]) => first?.traceId).sort() : undefined;
  });
  const count = await until('a count of every span', async () => {
    const page = await (await fetch(telemetry.spanMetricsUrl)).text();
    const calls = [...page.matchAll(/^traces_span_metrics_calls_total\{.*\} (\d+)$/gm)].map(([, value]) =>
      Number(value),
    );
    const total = calls.reduce((sum, value) => sum + value, 0);
    return total >= 2 * all.length ? total : undefined;
  });

  assert.deepEqual(found, wanted);
  assert.equal(count, 2 * all.length);
});
