/**
 * Measures the cost of traces: `npx tsx tools/bench/tracing.ts`. First, one chunk from the socket to the stream: without
 * tracing, with tracing off, unsampled and on. Then, how long the export of one batch blocks the event loop. Then, 5,000
 * spans a second to a collector that takes 200 ms for a batch, through the SDK's processor and through ours.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { LogPort, MetricsPort } from '../../src/actors/ports/telemetry.ts';
import { type TracingPort, untraced } from '../../src/actors/ports/tracing.ts';
import { AudioGate } from '../../src/actors/speech/audio-gate.ts';
import { UtteranceTracer } from '../../src/actors/speech/utterance-tracer.ts';
import { newTraceparent } from '../../src/integrations/identifiers/traceparent.ts';
import { otelTracing } from '../../src/integrations/telemetry/otel-tracing.ts';
import { ParallelSpanProcessor } from '../../src/integrations/telemetry/parallel-span-processor.ts';
import { createUnixTime } from '../../src/integrations/telemetry/unix-time.ts';

const CHUNK = new Uint8Array(640);
/** Many, because a garbage collection distorts single rounds. */
const ROUNDS = 21;
const CHUNKS = 2_000;
const SECONDS = 4;
const SPANS_PER_S = 5_000;
const COLLECTOR_MS = 200;

const SILENT: LogPort = { info() {}, warn() {}, error() {}, forSession: () => SILENT };
const UNCOUNTED: MetricsPort = { count() {}, observe() {} };
const IGNORED: SpanProcessor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const monotonicNow = () => performance.now();

function portOf(processor: SpanProcessor, sampler: Sampler = new AlwaysOnSampler()): TracingPort {
  const provider = new BasicTracerProvider({ sampler, spanProcessors: [processor] });
  const record = (span: ReadableSpan) => processor.onEnd(span);
  return otelTracing({ tracer: provider.getTracer('bench'), toUnixMs: createUnixTime(), record });
}

/** Takes a session's audio from receipt to acceptance, with a final for each second of audio. @returns us per chunk. */
function chunksThrough(tracing: TracingPort | undefined): number {
  const chunksIn = (from: number, to: number) => gate.chunksIn(from, to);
  const utterances = tracing && new UtteranceTracer({ tracing, sessionId: 'bench', monotonicNow, chunksIn });
  const gate = new AudioGate({
    ...{ log: SILENT, metrics: UNCOUNTED, limits: { ringMs: 60_000 }, monotonicNow, onUnread: () => {} },
    ...(utterances && { traceChunk: (receivedAt: number) => utterances.chunkReceived(receivedAt) }),
  });
  const reader = gate.open({ askedSince: 0, wake() {} });
  const from = process.cpuUsage();
  for (let n = 1; n <= CHUNKS; n += 1) {
    gate.offer(CHUNK, monotonicNow());
    const chunk = reader.next();
    if (chunk !== undefined) reader.accepted([chunk]);
    if (n % 50 === 0) gate.coverTo(n * 320);
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / CHUNKS;
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;
}

const WAYS: readonly (readonly [name: string, tracing: TracingPort | undefined])[] = [
  ['without tracing', undefined],
  ['tracing off', untraced(newTraceparent)],
  ['on, not sampled', portOf(IGNORED, new AlwaysOffSampler())],
  ['on, not exported', portOf(IGNORED)],
];

console.log(`a chunk of 20 ms, receipt to acceptance, CPU, median of ${ROUNDS} x ${CHUNKS}`);
for (const [, tracing] of WAYS) chunksThrough(tracing); // warm
// In turns, so that other work of the machine slows all of them alike.
const rounds = Array.from({ length: ROUNDS }, () => WAYS.map(([, tracing]) => chunksThrough(tracing)));
for (const [at, [name]] of WAYS.entries()) {
  const us = median(rounds.map((round) => round[at] ?? Number.NaN));
  const ratio = median(rounds.map((round) => (round[at] ?? Number.NaN) / (round[0] ?? Number.NaN)));
  console.log(`${name.padEnd(20)} ${us.toFixed(2)} us a chunk, ${ratio.toFixed(2)} x without`);
}

async function collector(delayMs: number): Promise<{ url: string; spans(): Promise<number>; end(): Promise<unknown> }> {
  const child = fork(fileURLToPath(new URL('collector-process.ts', import.meta.url)), [String(delayMs)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    spans: async () => {
      child.send('count');
      return ((await once(child, 'message')) as [{ spans: number }])[0].spans;
    },
    end: () => {
      child.disconnect();
      return once(child, 'exit');
    },
  };
}

async function paced(name: string, make: (exporter: OTLPTraceExporter) => SpanProcessor): Promise<void> {
  const { url, spans, end } = await collector(COLLECTOR_MS);
  const processor = make(new OTLPTraceExporter({ url }));
  const tracing = portOf(processor);
  const utterance = tracing.begin('utterance', monotonicNow());
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = process.cpuUsage();
  const startedAt = monotonicNow();
  let said = 0;
  while (monotonicNow() - startedAt < SECONDS * 1_000) {
    const due = Math.floor(((monotonicNow() - startedAt) / 1_000) * SPANS_PER_S);
    for (; said < due; said += 1) {
      const span = utterance.child('audio.chunk', monotonicNow());
      span.end(monotonicNow(), { 'audio.seq': said, 'audio.bytes': 640, 'audio.start_ms': 0, 'audio.end_ms': 20 });
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  delay.disable();
  const { user, system } = process.cpuUsage(from);
  await processor.forceFlush();
  const lost = ((1 - (await spans()) / said) * 100).toFixed(1);
  const us = ((user + system) / said).toFixed(1);
  const [p99, max] = [delay.percentile(99), delay.max].map((ns) => (ns / 1e6).toFixed(1));
  console.log(`${name.padEnd(34)} ${lost.padStart(5)} % lost, ${us} us a span, loop late p99 ${p99} ms, max ${max} ms`);
  await processor.shutdown();
  await end();
}

/** How long the export of `size` chunk spans blocks the event loop. @returns ms, the shortest of many. */
async function stallOf(size: number, url: string): Promise<number> {
  const batch: ReadableSpan[] = [];
  const kept: SpanProcessor = { ...IGNORED, onEnd: (span) => void batch.push(span) };
  const tracing = portOf(kept);
  const utterance = tracing.begin('utterance', monotonicNow());
  for (let seq = 0; seq < size; seq += 1) {
    const facts = { 'audio.seq': seq, 'audio.bytes': 640, 'audio.start_ms': seq * 20, 'audio.end_ms': seq * 20 + 20 };
    utterance.child('audio.chunk', monotonicNow()).end(monotonicNow(), facts);
  }
  const exporter = new OTLPTraceExporter({ url });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise<void>((resolve) => {
      const from = monotonicNow();
      exporter.export(batch, () => resolve());
      times.push(monotonicNow() - from);
    });
  }
  await exporter.shutdown();
  return Math.min(...times);
}

const sink = await collector(0);
console.log('\none batch written out, the shortest of 21');
for (const size of [128, 256, 512, 4_096]) {
  console.log(`${String(size).padStart(5)} spans ${(await stallOf(size, sink.url)).toFixed(2)} ms`);
}
await sink.end();

const ours = (batchSize: number) => (exporter: OTLPTraceExporter) =>
  new ParallelSpanProcessor({
    exporter,
    limits: { maxWaiting: 20_000, batchSize, maxExports: 16, delayMs: 1_000 },
    onDrop: () => {},
  });

console.log(`\n${SPANS_PER_S} spans a second for ${SECONDS} s, collector answers in ${COLLECTOR_MS} ms`);
await paced('nothing exported', () => IGNORED);
await paced('SDK, as it comes (512)', (exporter) => new BatchSpanProcessor(exporter));
await paced('SDK, queue 20,000, batches of 4,096', (exporter) => {
  return new BatchSpanProcessor(exporter, { maxQueueSize: 20_000, maxExportBatchSize: 4_096 });
});
for (const size of [128, 256, 512]) await paced(`ours, batches of ${size}`, ours(size));
