import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import {
  ParallelSpanProcessor,
  type SpanBatchLimits,
  type SpanDropWhy,
} from '../../../src/integrations/telemetry/parallel-span-processor.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';

const LIMITS: SpanBatchLimits = { maxWaiting: 20_000, batchSize: 256, maxExports: 16, delayMs: 20 };

function setUp(exporter: SpanExporter, limits: Partial<SpanBatchLimits> = {}) {
  const drops: [number, SpanDropWhy][] = [];
  const onDrop = (spans: number, why: SpanDropWhy) => drops.push([spans, why]);
  const processor = new ParallelSpanProcessor({ exporter, limits: { ...LIMITS, ...limits }, onDrop });
  const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const say = (count: number) => {
    for (let said = 0; said < count; said += 1) tracer.startSpan('audio.chunk', { kind: SpanKind.INTERNAL }).end();
  };
  return { processor, drops, say };
}

/** Exports that end when the test says so. */
class HeldExporter implements SpanExporter {
  readonly batches: number[] = [];
  readonly #done: ((isTaken: boolean) => void)[] = [];
  isShutDown = false;

  export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
    this.batches.push(spans.length);
    this.#done.push((isTaken) => done({ code: isTaken ? 0 : 1 }));
  }

  /** The oldest export that is under way ends. */
  answer(isTaken = true): void {
    this.#done.shift()?.(isTaken);
  }

  async shutdown(): Promise<void> {
    this.isShutDown = true;
  }
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('5,000 spans a second reach a collector that takes 200 ms for each batch, and none is dropped', async (t) => {
  const receiver = await startOtlpReceiver(t, { delayMs: 200 });
  const exporter = new OTLPTraceExporter({ url: `${receiver.endpoint}/v1/traces`, concurrencyLimit: 16 });
  const { processor, drops, say } = setUp(exporter);

  for (let tick = 0; tick < 40; tick += 1) {
    say(250);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await processor.shutdown();

  assert.equal(receiver.spans.length, 10_000);
  assert.deepEqual(drops, []);
  assert.ok(receiver.busiest > 1, 'several exports were under way at a time');
});

test('while the collector is away what does not fit is dropped and told, and giving up is at once', async () => {
  const exporter = new HeldExporter();
  const { processor, drops, say } = setUp(exporter, { maxWaiting: 100, batchSize: 10, maxExports: 2 });

  say(150);
  await turns(10);
  assert.deepEqual(exporter.batches, [10, 10]);
  assert.deepEqual(drops, Array(50).fill([1, 'queueFull']));
  assert.equal(processor.waiting, 80);
  const flushed = processor.forceFlush();
  processor.giveUp();
  await flushed;
  say(1);

  assert.deepEqual(drops.slice(50), [
    [100, 'shutdown'],
    [1, 'shutdown'],
  ]);
  exporter.answer(false);
  assert.equal(drops.length, 52, 'what was under way is counted once');
  assert.equal(processor.waiting, 0);
});

test('what was about to go out when it was given up stays', async () => {
  const exporter = new HeldExporter();
  const { processor, drops, say } = setUp(exporter, { batchSize: 10 });

  say(10);
  processor.giveUp();
  await turns(2);

  assert.deepEqual(exporter.batches, []);
  assert.deepEqual(drops, [[10, 'shutdown']]);
});

test('what the collector does not take is told, and the next batch goes on', async () => {
  const exporter = new HeldExporter();
  const { drops, say } = setUp(exporter, { batchSize: 10, maxExports: 1 });

  say(20);
  await turns(2);
  exporter.answer(false);
  await turns(2);
  exporter.answer();

  assert.deepEqual(exporter.batches, [10, 10]);
  assert.deepEqual(drops, [[10, 'exportFailed']]);
});

test('an exporter that throws has failed, and nothing else', async () => {
  const broken: SpanExporter = {
    export: () => {
      throw new Error('a bug');
    },
    shutdown: async () => {},
  };
  const { processor, drops, say } = setUp(broken);

  say(3);
  await processor.forceFlush();

  assert.deepEqual(drops, [[3, 'exportFailed']]);
});

test('a batch that is not full goes out after its delay', async () => {
  const exporter = new InMemorySpanExporter();
  const { say } = setUp(exporter, { delayMs: 1 });

  say(2);
  while (exporter.getFinishedSpans().length < 2) await new Promise((resolve) => setTimeout(resolve, 2));

  assert.equal(exporter.getFinishedSpans().length, 2);
});

test('a flush with nothing to flush is over at once; a shutdown exports what is left and ends the exporter', async () => {
  const exporter = new HeldExporter();
  const { processor, say } = setUp(exporter);
  await processor.forceFlush();

  say(5);
  const ended = processor.shutdown();
  await turns(2);
  assert.equal(exporter.isShutDown, false);
  exporter.answer();
  await ended;

  assert.deepEqual(exporter.batches, [5]);
  assert.equal(exporter.isShutDown, true);
});

test('a span that is recorded and not sampled is not exported', async () => {
  const exporter = new InMemorySpanExporter();
  const { processor } = setUp(exporter);

  processor.onEnd({ spanContext: () => ({ traceFlags: TraceFlags.NONE }) } as unknown as ReadableSpan);
  await processor.forceFlush();

  assert.equal(processor.waiting, 0);
});
