import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metrics, trace } from '@opentelemetry/api';
import { serviceResource } from '../../../src/integrations/metrics/service-resource.ts';
import type { SpanDropWhy } from '../../../src/integrations/telemetry/parallel-span-processor.ts';
import { startTracing, type TraceSettings } from '../../../src/integrations/telemetry/start-tracing.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';

const BATCHES = { maxWaiting: 1_000, batchSize: 10, delayMs: 10_000 };

function start(settings: Partial<TraceSettings>) {
  const drops: [number, SpanDropWhy][] = [];
  const tracing = startTracing({
    settings: { otlp: undefined, toConsole: false, batches: BATCHES, ...settings },
    resource: serviceResource(),
    onDrop: (spans, why) => drops.push([spans, why]),
  });
  return { tracing, drops };
}

test('spans are sent under the service’s name, the last ones at the close; no metrics and no logs are started', async (t) => {
  const receiver = await startOtlpReceiver(t);
  const { tracing, drops } = start({ otlp: { url: `${receiver.endpoint}/v1/traces` } });

  for (let said = 0; said < 25; said += 1) tracing.port.begin('utterance', performance.now()).end(performance.now());
  await tracing.close(10_000);

  assert.equal(receiver.spans.length, 25);
  assert.deepEqual([...new Set(receiver.spans.map(({ service }) => service))], ['rostrum']);
  assert.ok(
    receiver.spans.every(({ startMs }) => Math.abs(startMs - Date.now()) < 60_000),
    'on the common clock',
  );
  assert.deepEqual(drops, []);
  assert.equal(metrics.getMeterProvider().constructor.name, 'NoopMeterProvider');
  assert.equal(trace.getTracer('any').startSpan('any').isRecording(), false, 'nothing is left registered');
});

test('a close takes no longer than it is given, and what is left is told', async (t) => {
  const receiver = await startOtlpReceiver(t, { delayMs: 3_000 });
  const { tracing, drops } = start({ otlp: { url: `${receiver.endpoint}/v1/traces` } });

  tracing.port.begin('utterance', performance.now()).end(performance.now());
  await tracing.close(1);

  assert.deepEqual(drops, [[1, 'shutdown']]);
});

test('spans are printed when that is wanted', async (t) => {
  const print = t.mock.method(console, 'dir', () => {});
  const { tracing } = start({ toConsole: true });

  tracing.port.begin('utterance', performance.now()).end(performance.now());
  await tracing.close(1_000);

  assert.equal(print.mock.callCount(), 1);
});
