/**
 * Starts the OpenTelemetry SDK for traces, and for traces alone: left to itself it would also start a metrics and a logs
 * pipeline towards the same collector. Sampler and span limits are read by the SDK from the standard OTEL_ variables.
 */
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, type Resource } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ConsoleSpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TracingPort } from '../../actors/ports/tracing.ts';
import { createEpoch } from './epoch.ts';
import { otelTracing } from './otel-tracing.ts';
import { ParallelSpanProcessor, type SpanBatchLimits, type SpanDropWhy } from './parallel-span-processor.ts';

export interface TraceSettings {
  /** The collector's full address for traces; with an undefined one, the exporter's own variables. */
  readonly otlp: { readonly url: string | undefined } | undefined;
  /** Spans are printed on standard output as well. */
  readonly toConsole: boolean;
  readonly batches: Omit<SpanBatchLimits, 'maxExports'>;
}

export interface StartTracingParts {
  readonly settings: TraceSettings;
  /** Who traces. */
  readonly resource: Resource;
  readonly onDrop: (spans: number, why: SpanDropWhy) => void;
}

export interface RunningTracing {
  readonly port: TracingPort;
  /** Exports what has ended, and stops. Never rejects, and takes no longer than it is given. @param withinMs */
  close(withinMs: number): Promise<void>;
}

/** The SDK's own bound, which is per exporter; at 200 ms a batch of 256, good for 20,000 spans a second. */
const MAX_EXPORTS = 16;

/** One at a time in a process: OpenTelemetry's API knows one tracer provider. */
export function startTracing({ settings, resource, onDrop }: StartTracingParts): RunningTracing {
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
    // Those of the SDK name the machine, the account and the command line.
    autoDetectResources: false,
    spanProcessors: processors,
    metricReaders: [],
    logRecordProcessors: [],
    // Contexts are handed on by hand.
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
  return { port: otelTracing({ tracer: trace.getTracer('rostrum'), epochOf: createEpoch(), record }), close };
}
