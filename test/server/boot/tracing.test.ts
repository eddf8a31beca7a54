import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pipelineLayer, startServerTracing } from '../../../src/server/boot/tracing.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const BATCHES = { maxWaiting: 10, batchSize: 5, delayMs: 10 };
const W3C = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/;

test('without settings nothing is traced, nothing is exported, and utterances still have a trace context', async () => {
  const tracing = await startServerTracing({
    settings: undefined,
    log: new RecordingLog(),
    metrics: new CountingMetrics(),
  });

  assert.match(tracing.port.begin('utterance', 0).traceparent, W3C);
  await tracing.close(0);
});

test('the embedded pipeline is traced where traces go over OTLP, to the same address, under a name of its own', () => {
  const url = 'http://collector:4318/v1/traces';
  const layer = pipelineLayer({ otlp: { url }, toConsole: false, batches: BATCHES });

  assert.deepEqual(layer?.environment, {
    OTEL_SERVICE_NAME: 'translation-pipeline',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
  });
  assert.ok(existsSync(fileURLToPath(layer?.moduleUrl ?? '')));
});

test('a pipeline whose traces would go nowhere has no layer', () => {
  assert.equal(pipelineLayer(undefined), undefined);
  assert.equal(pipelineLayer({ otlp: undefined, toConsole: true, batches: BATCHES }), undefined);
});
