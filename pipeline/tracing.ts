/**
 * The pipeline's spans, as children of their invocation. Uses OpenTelemetry's API only: without a registered SDK they do
 * nothing. They never contain text, session ids or connection ids.
 */
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export type PipelineSpanName = 'pipeline.handle' | 'pipeline.translate' | 'pipeline.synthesise' | 'pipeline.deliver';

/** Spans that are not named here are INTERNAL. */
const KINDS: Readonly<Partial<Record<PipelineSpanName, SpanKind>>> = {
  'pipeline.handle': SpanKind.SERVER,
  'pipeline.deliver': SpanKind.CLIENT,
};

export interface SpanRequest<T> {
  readonly name: PipelineSpanName;
  /** The payload's. */
  readonly traceparent: string | undefined;
  readonly attributes: Attributes;
  /** The outcome. A problem marks the span as failed. Both are from closed sets. */
  readonly toOutcome: (result: T) => { readonly attributes?: Attributes; readonly problem?: string | undefined };
}

/** Runs work in a span. @param work gets the traceparent to pass on: the span's, or the payload's. */
export async function traced<T>(
  { name, traceparent, attributes, toOutcome }: SpanRequest<T>,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  const kind = KINDS[name] ?? SpanKind.INTERNAL;
  const parent = toParent(traceparent);
  const span = trace.getTracer('translation-pipeline').startSpan(name, { kind, attributes }, parent.context);
  const own = span.spanContext();
  const isOwn = isSpanContextValid(own) && own.spanId !== parent.spanId;
  try {
    const result = await work(isOwn ? toTraceparent(own) : traceparent);
    const end = toOutcome(result);
    if (end.attributes !== undefined) span.setAttributes(end.attributes);
    if (end.problem !== undefined) fail(span, end.problem);
    return result;
  } catch (error) {
    // The error's message is not used: a service's message may quote the text.
    fail(span, 'failed');
    throw error;
  } finally {
    span.end();
  }
}

/** `error.type` is OpenTelemetry's name for what went wrong. */
function fail(span: Span, problem: string): void {
  span.setAttribute('error.type', problem);
  span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
}

function toParent(traceparent: string | undefined): { readonly context: Context; readonly spanId?: string } {
  const [, traceId, spanId, flags] = traceparent?.split('-') ?? [];
  if (traceId === undefined || spanId === undefined) return { context: ROOT_CONTEXT };
  const remote = { traceId, spanId, traceFlags: Number.parseInt(`${flags}`, 16), isRemote: true };
  return { context: trace.setSpanContext(ROOT_CONTEXT, remote), spanId };
}

function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
