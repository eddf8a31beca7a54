/**
 * The pipeline's spans, below the invocation they belong to. On OpenTelemetry's API alone: where no SDK is registered they
 * are nothing. Never text, session or connection ids.
 */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export type PipelineSpanName = 'pipeline.translate' | 'pipeline.synthesise' | 'pipeline.deliver';

export interface SpanRequest<T> {
  readonly name: PipelineSpanName;
  /** Of the payload. */
  readonly traceparent: string | undefined;
  readonly facts: Attributes;
  /** What came of it; a problem marks the span as failed. Both from closed sets. */
  readonly endOf: (result: T) => { readonly facts?: Attributes; readonly problem?: string | undefined };
}

/** Runs a piece of work in a span. @param work gets the traceparent to hand on: the span's, or what the payload had. */
export async function traced<T>(
  { name, traceparent, facts, endOf }: SpanRequest<T>,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  const kind = name === 'pipeline.deliver' ? SpanKind.CLIENT : SpanKind.INTERNAL;
  const parent = parentOf(traceparent);
  const span = trace.getTracer('translation-pipeline').startSpan(name, { kind, attributes: facts }, parent.context);
  const own = span.spanContext();
  const isOwn = isSpanContextValid(own) && own.spanId !== parent.spanId;
  try {
    const result = await work(isOwn ? formatted(own) : traceparent);
    const end = endOf(result);
    if (end.facts !== undefined) span.setAttributes(end.facts);
    if (end.problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: end.problem });
    return result;
  } catch (error) {
    // A service's own message may quote the text it refused.
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
    throw error;
  } finally {
    span.end();
  }
}

function parentOf(traceparent: string | undefined): { readonly context: Context; readonly spanId?: string } {
  const [, traceId, spanId, flags] = traceparent?.split('-') ?? [];
  if (traceId === undefined || spanId === undefined) return { context: ROOT_CONTEXT };
  const remote = { traceId, spanId, traceFlags: Number.parseInt(`${flags}`, 16), isRemote: true };
  return { context: trace.setSpanContext(ROOT_CONTEXT, remote), spanId };
}

function formatted({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
