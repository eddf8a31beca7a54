import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { traced } from '../../pipeline/tracing.ts';
import { TRACEPARENT } from '../support/pipeline/payloads.ts';

const [, TRACE_ID, SPAN_ID] = TRACEPARENT.split('-');
const exporter = new InMemorySpanExporter();
const request = {
  name: 'pipeline.translate',
  traceparent: TRACEPARENT,
  attributes: { 'pipeline.language': 'es' },
  toOutcome: (result: string) => ({
    attributes: { 'pipeline.outcome': result },
    problem: result === 'bad' ? result : undefined,
  }),
} as const;

test('without an SDK work is done all the same, and what was handed in is handed on', async () => {
  assert.equal(await traced(request, async (traceparent) => String(traceparent)), TRACEPARENT);
  assert.equal(await traced({ ...request, traceparent: undefined }, async (handedOn) => String(handedOn)), 'undefined');
});

test('with an SDK', async (t) => {
  before(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });
  beforeEach(() => exporter.reset());
  after(() => trace.disable());

  await t.test('a span is below the invocation, and its own context is handed on', async () => {
    let handedOn: string | undefined;
    await traced({ ...request, name: 'pipeline.deliver' }, async (traceparent) => {
      handedOn = traceparent;
      return 'translated';
    });

    const [span] = exporter.getFinishedSpans();
    assert.equal(span?.spanContext().traceId, TRACE_ID);
    assert.equal(span?.parentSpanContext?.spanId, SPAN_ID);
    assert.deepEqual(span?.attributes, { 'pipeline.language': 'es', 'pipeline.outcome': 'translated' });
    assert.equal(handedOn, `00-${TRACE_ID}-${span?.spanContext().spanId}-01`);
  });

  await t.test('a problem fails the span; so does an error, whose message stays out of it', async () => {
    await traced(request, async () => 'bad');
    await assert.rejects(
      traced(request, () => Promise.reject(new Error('marker phrase'))),
      /marker/,
    );

    assert.deepEqual(
      exporter.getFinishedSpans().map(({ status, attributes }) => [status, attributes['error.type']]),
      [
        [{ code: SpanStatusCode.ERROR, message: 'bad' }, 'bad'],
        [{ code: SpanStatusCode.ERROR, message: 'failed' }, 'failed'],
      ],
    );
  });

  await t.test('a payload without a trace context begins a trace of its own', async () => {
    await traced({ ...request, traceparent: undefined }, async () => 'translated');

    assert.equal(exporter.getFinishedSpans()[0]?.parentSpanContext, undefined);
  });

  await t.test('what was not sampled is not traced here either', async () => {
    const unsampled = TRACEPARENT.replace(/01$/, '00');
    assert.match(await traced({ ...request, traceparent: unsampled }, async (own) => String(own)), /-00$/);
    assert.deepEqual(exporter.getFinishedSpans(), []);
  });
});
