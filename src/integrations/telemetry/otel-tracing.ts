/** The tracing port on OpenTelemetry: contexts are handed on by hand, nothing is global and nothing is instrumented. */
import {
  type Span as ApiSpan,
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Span, SpanFacts, SpanName, TracingPort } from '../../actors/tracing-port.ts';
import { formatTraceparent, parseTraceparent } from '../identifiers/traceparent.ts';

/** Inner work unless it says otherwise. */
const KINDS: Readonly<Partial<Record<SpanName, SpanKind>>> = {
  'translation.invoke': SpanKind.PRODUCER,
  'listener.deliver': SpanKind.SERVER,
};

/** @param epochOf A monotonic time as Unix ms. */
export function otelTracing(tracer: Tracer, epochOf: (monotonicMs: number) => number): TracingPort {
  return {
    begin: (name, startedAt, facts = {}) => {
      const options = { root: true, kind: KINDS[name], startTime: epochOf(startedAt), attributes: facts as Attributes };
      return new OtelSpan({ tracer, epochOf }, tracer.startSpan(name, options as object, ROOT_CONTEXT));
    },
    join: (traceparent, name, startedAt) => {
      const context = parseTraceparent(traceparent);
      if (context === undefined) return undefined;
      const { traceId, spanId, sampled } = context;
      const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
      const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
      const options = { kind: KINDS[name], startTime: epochOf(startedAt) };
      return new OtelSpan({ tracer, epochOf }, tracer.startSpan(name, options as object, parent));
    },
  };
}

interface OtelSpanParts {
  readonly tracer: Tracer;
  readonly epochOf: (monotonicMs: number) => number;
}

/** Keeps no more of an ended span than its context: a chunk is linked to for up to a minute. */
class OtelSpan implements Span {
  readonly #parts: OtelSpanParts;
  readonly #context: SpanContext;
  readonly isRecorded: boolean;
  #span: ApiSpan | undefined;
  /** Made for the first child; an utterance has hundreds. */
  #asParent: Context | undefined;

  constructor(parts: OtelSpanParts, span: ApiSpan) {
    this.#parts = parts;
    this.#context = span.spanContext();
    this.isRecorded = span.isRecording();
    this.#span = span;
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#context;
    return formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }

  child(name: SpanName, startedAt: number, facts: SpanFacts = {}, links: readonly Span[] = []): Span {
    // Sampled or not is decided for the whole trace.
    if (!this.isRecorded) return this;
    const { tracer, epochOf } = this.#parts;
    this.#asParent ??= trace.setSpanContext(ROOT_CONTEXT, this.#context);
    const options = {
      kind: KINDS[name],
      startTime: epochOf(startedAt),
      attributes: facts as Attributes,
      links: links.flatMap(linkTo),
    };
    return new OtelSpan(this.#parts, tracer.startSpan(name, options as object, this.#asParent));
  }

  end(endedAt: number, facts?: SpanFacts, problem?: string): void {
    const span = this.#span;
    if (span === undefined) return;
    this.#span = undefined;
    if (facts !== undefined) span.setAttributes(facts as Attributes);
    if (problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
    span.end(this.#parts.epochOf(endedAt));
  }

  /** For links to it. */
  get context(): SpanContext {
    return this.#context;
  }
}

function linkTo(span: Span): Link[] {
  return span instanceof OtelSpan ? [{ context: span.context }] : [];
}
