/** Starts tracing as configured. Loads OpenTelemetry's SDK only when traces are wanted. */
import type { LogPort, MetricsPort } from '../../actors/ports/telemetry.ts';
import { type TracingPort, untraced } from '../../actors/ports/tracing.ts';
import type { FunctionLayer } from '../../integrations/emulators/function-layer.ts';
import { newTraceparent } from '../../integrations/identifiers/traceparent.ts';
import type { TraceSettings } from '../../integrations/telemetry/start-tracing.ts';

export interface ServerTracing {
  readonly port: TracingPort;
  /** Exports the spans that have ended. Never rejects, and takes at most the given time. */
  close(withinMs: number): Promise<void>;
}

export interface ServerTracingDeps {
  /** Undefined: nothing is traced. */
  readonly settings: TraceSettings | undefined;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
}

export async function startServerTracing({ settings, log, metrics }: ServerTracingDeps): Promise<ServerTracing> {
  if (settings === undefined) return { port: untraced(newTraceparent), close: async () => {} };
  const [{ startTracing }, { SpanDrops }, { serviceResource }] = await Promise.all([
    import('../../integrations/telemetry/start-tracing.ts'),
    import('../../integrations/telemetry/span-drops.ts'),
    import('../../integrations/metrics/service-resource.ts'),
  ]);
  const drops = new SpanDrops({ log, metrics, monotonicNow: () => performance.now() });
  return startTracing({ settings, resource: serviceResource(), onDrop: (spans, why) => drops.dropped(spans, why) });
}

/** The layer that traces the embedded pipeline in its own process, as on AWS; undefined when nothing is traced. */
export function pipelineLayer(settings: TraceSettings | undefined): FunctionLayer | undefined {
  if (settings?.otlp === undefined) return undefined;
  return {
    moduleUrl: LAYER.href,
    environment: {
      OTEL_SERVICE_NAME: 'translation-pipeline',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: settings.otlp.url ?? '',
    },
  };
}

const LAYER = import.meta.url.endsWith('.ts')
  ? new URL('../../integrations/telemetry/pipeline-layer.ts', import.meta.url)
  : new URL('../../integrations/telemetry/pipeline-layer.js', import.meta.url);
