import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { untraced } from '../../../src/actors/ports/tracing.ts';
import { otelTracing } from '../../../src/integrations/telemetry/otel-tracing.ts';
import { SpanDrops } from '../../../src/integrations/telemetry/span-drops.ts';
import { createUnixTime } from '../../../src/integrations/telemetry/unix-time.ts';
import { CountingMetrics } from '../../support/actors/counting-metrics.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';

const UNIX_MS = 1_700_000_000_000;
const REMOTE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function setUp(sampler?: Sampler) {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const provider = new BasicTracerProvider({ spanProcessors, ...(sampler === undefined ? {} : { sampler }) });
  const tracing = otelTracing({
    tracer: provider.getTracer('test'),
    toUnixMs: (ms) => UNIX_MS + ms,
    record: (span) => spanProcessors.forEach((processor) => void processor.onEnd(span)),
  });
  const named = (name: string) => exporter.getFinishedSpans().find((span) => span.name === name) as ReadableSpan;
  return { tracing, exporter, named };
}

const toMs = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1_000 + nanoseconds / 1e6 - UNIX_MS;

test('spans have the times, parents, kinds, facts and links that were said, and no more', () => {
  const { tracing, named } = setUp();

  const utterance = tracing.begin('utterance', 1_000, { 'session.id': 'brave-otter-001' });
  const chunk = utterance.child('audio.chunk', 1_010.5);
  chunk.end(1_040, { 'audio.seq': 0, 'audio.dropped': undefined });
  const transcript = utterance.child('transcript', 1_500, {}, [chunk, untraced(() => REMOTE).begin('utterance', 0)]);
  const invoke = transcript.child('translation.invoke', 1_501);
  invoke.end(1_600, {}, 'timeout');
  transcript.end(1_600);
  utterance.end(1_601);
  utterance.end(9_999, { late: true });

  const [root, heard, said, sent] = ['utterance', 'audio.chunk', 'transcript', 'translation.invoke'].map(named);
  assert.deepEqual(
    [root, heard].map((span) => span && [toMs(span.startTime), toMs(span.endTime)]),
    [
      [1_000, 1_601],
      [1_010.5, 1_040],
    ],
  );
  assert.equal(root?.parentSpanContext, undefined);
  assert.equal(heard?.parentSpanContext?.spanId, root?.spanContext().spanId);
  assert.equal(sent?.parentSpanContext?.spanId, said?.spanContext().spanId);
  assert.deepEqual(heard?.attributes, { 'audio.seq': 0 });
  assert.deepEqual(
    said?.links.map(({ context }) => context.spanId),
    [heard?.spanContext().spanId],
  );
  assert.deepEqual([sent?.kind, sent?.status], [SpanKind.CLIENT, { code: SpanStatusCode.ERROR, message: 'timeout' }]);
  assert.deepEqual(sent?.attributes, { 'error.type': 'timeout' });
  assert.deepEqual([root?.status.code, root?.attributes], [SpanStatusCode.UNSET, { 'session.id': 'brave-otter-001' }]);
  assert.equal(invoke.traceparent, `00-${root?.spanContext().traceId}-${sent?.spanContext().spanId}-01`);
});

test('work that somebody’s traceparent asked for is in their trace; without one there is no span', () => {
  const { tracing, named, exporter } = setUp();

  tracing.join(REMOTE, 'listener.deliver', 5)?.end(6);

  const span = named('listener.deliver');
  assert.equal(span.spanContext().traceId, REMOTE.slice(3, 35));
  assert.equal(span.parentSpanContext?.spanId, REMOTE.slice(36, 52));
  assert.equal(span.kind, SpanKind.SERVER);
  assert.equal(tracing.join('', 'listener.deliver', 5), undefined);
  assert.equal(tracing.join(`${REMOTE}x`, 'listener.deliver', 5), undefined);
  tracing.join(REMOTE.replace(/01$/, '00'), 'listener.deliver', 5)?.end(6);
  assert.equal(exporter.getFinishedSpans().length, 1, 'as sampled as they are');
});

test('what is not sampled makes no spans below it, and hands that on', () => {
  const { tracing, exporter } = setUp(new AlwaysOffSampler());

  const utterance = tracing.begin('utterance', 0);

  assert.equal(utterance.isRecorded, false);
  assert.equal(utterance.child('audio.chunk', 1), utterance);
  assert.match(utterance.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  utterance.end(2);
  assert.deepEqual(exporter.getFinishedSpans(), []);
});

test('untraced, contexts are handed on all the same and nothing else happens', () => {
  const tracing = untraced(() => REMOTE);

  const utterance = tracing.begin('utterance', 0);

  assert.deepEqual([utterance.traceparent, utterance.isRecorded], [REMOTE, false]);
  assert.equal(utterance.child('audio.chunk', 0), utterance);
  utterance.end(1);
  assert.equal(tracing.join(REMOTE, 'listener.deliver', 0), undefined);
});

test('monotonic times become Unix times; a step of the system’s clock is followed within a second, its jitter is not', () => {
  const now = { monotonic: 0, unix: UNIX_MS };
  const toUnixMs = createUnixTime({ monotonic: () => now.monotonic, unix: () => now.unix });

  assert.equal(toUnixMs(100), UNIX_MS + 100);
  Object.assign(now, { monotonic: 2_000, unix: UNIX_MS + 2_010 });
  assert.equal(toUnixMs(2_000), UNIX_MS + 2_000);
  Object.assign(now, { monotonic: 2_500, unix: UNIX_MS + 62_500 });
  assert.equal(toUnixMs(2_500), UNIX_MS + 2_500);
  Object.assign(now, { monotonic: 4_000, unix: UNIX_MS + 64_000 });
  assert.equal(toUnixMs(4_000), UNIX_MS + 64_000);
  assert.ok(Math.abs(createUnixTime()(performance.now()) - Date.now()) < 1_000);
});

test('dropped spans are all counted, and logged once in ten seconds with all that were dropped since', () => {
  const log = new RecordingLog();
  const metrics = new CountingMetrics();
  let now = 0;
  const drops = new SpanDrops({ log, metrics, monotonicNow: () => now });

  drops.dropped(1, 'queueFull');
  for (let at = 0; at < 100; at += 1) drops.dropped(2, 'queueFull');
  now = 10_000;
  drops.dropped(256, 'exportFailed');

  assert.equal(metrics.total('SpansDropped', { why: 'queueFull' }), 201);
  assert.equal(metrics.total('SpansDropped', { why: 'exportFailed' }), 256);
  assert.deepEqual(
    log.lines.map(({ level, metadata }) => [level, metadata]),
    [
      ['warn', { code: 'SERVICE_UNAVAILABLE', spans: 1, why: 'queueFull' }],
      ['warn', { code: 'SERVICE_UNAVAILABLE', spans: 456, why: 'exportFailed' }],
    ],
  );
});

test('a chunk that is replayed has a span below its own, though that has ended', () => {
  const { tracing, exporter } = setUp();
  const utterance = tracing.begin('utterance', 0);
  const chunk = utterance.child('audio.chunk', 10);
  chunk.end(20, { 'audio.seq': 7 });
  chunk.end(30);
  const replay = chunk.child('audio.chunk', 500);
  replay.end(490, { 'audio.replayed': true }, 'overflow');

  const [first, second, ...more] = exporter.getFinishedSpans();
  assert.deepEqual(more, []);
  assert.equal(second?.parentSpanContext?.spanId, first?.spanContext().spanId);
  assert.equal(second?.spanContext().traceId, first?.spanContext().traceId);
  assert.deepEqual(second?.status, { code: SpanStatusCode.ERROR, message: 'overflow' });
  assert.deepEqual(second?.duration, [0, 0], 'no span ends before it began');
  assert.match(chunk.traceparent, new RegExp(`^00-${first?.spanContext().traceId}-${first?.spanContext().spanId}-01$`));
});
