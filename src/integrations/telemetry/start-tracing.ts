/**
 * Starts the OpenTelemetry SDK for traces only. By default it would also send metrics and logs to the same collector.
 * The SDK reads the sampler and the span limits from the standard OTEL_ variables.
 */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, type Resource } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ConsoleSpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TracingPort } from '../../actors/ports/tracing.ts';
import { otelTracing } from './otel-tracing.ts';
import { ParallelSpanProcessor, type SpanBatchLimits, type SpanDropWhy } from './parallel-span-processor.ts';
import { createUnixTime } from './unix-time.ts';

export interface TraceSettings {
  /** The collector's full address for traces; undefined: the exporter reads it from its own variables. */
  readonly otlp: { readonly url: string | undefined } | undefined;
  /** Also prints spans on standard output. */
  readonly toConsole: boolean;
  readonly batches: Omit<SpanBatchLimits, 'maxExports'>;
}

export interface StartTracingDeps {
  readonly settings: TraceSettings;
  /** The service that the spans come from. */
  readonly resource: Resource;
  readonly onDrop: (spans: number, why: SpanDropWhy) => void;
}

export interface RunningTracing {
  readonly port: TracingPort;
  /** Exports the spans that have ended, and stops. Never rejects, and takes at most `withinMs`. */
  close(withinMs: number): Promise<void>;
}

/** Concurrent exports. At 200 ms for a batch of 256 spans, enough for 20,000 spans a second. */
const MAX_EXPORTS = 16;

/** Only one may run in a process: OpenTelemetry's API has one tracer provider. */
export function startTracing({ settings, resource, onDrop }: StartTracingDeps): RunningTracing {
  const { otlp, toConsole, batches } = settings;
  const address = otlp?.url === undefined ? {} : { url: otlp.url };
  const batching =
    otlp === undefined
      ? []
      : [
          new ParallelSpanProcessor({
            exporter: new OTLPTraceExporter({ ...address, concurrencyLimit: MAX_EXPORTS }),
            limits: { ...batches, maxExports: MAX_EXPORTS },
            onDrop,
          }),
        ];
  const printing = toConsole ? [new SimpleSpanProcessor(new ConsoleSpanExporter())] : [];
  const processors = [...batching, ...printing];
  const sdk = new NodeSDK({
    resource: defaultResource().merge(resource),
    // The SDK's detectors would add the machine, the account and the command line.
    autoDetectResources: false,
    spanProcessors: processors,
    metricReaders: [],
    logRecordProcessors: [],
    // Contexts are passed explicitly.
    textMapPropagator: null,
  });
  sdk.start();
  const close = async (withinMs: number) => {
    const ended = sdk.shutdown().catch(() => {});
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
    for (const processor of batching) processor.giveUp();
    trace.disable();
  };
  const record = (span: ReadableSpan) => {
    for (const processor of processors) processor.onEnd(span);
  };
  return { port: otelTracing({ tracer: trace.getTracer('rostrum'), toUnixMs: createUnixTime(), record }), close };
}
