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
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Span, SpanFacts, SpanName, TracingPort } from '../../actors/ports/tracing.ts';
import { formatTraceparent, parseTraceparent } from '../identifiers/traceparent.ts';
import { RecordedSpan, type RecordedSpanParts } from './recorded-span.ts';

/** Inner work unless it says otherwise. */
const KINDS: Readonly<Partial<Record<SpanName, SpanKind>>> = {
  'translation.invoke': SpanKind.PRODUCER,
  'listener.deliver': SpanKind.SERVER,
};

interface OtelParts {
  /** Of the SDK: what it samples are ReadableSpans. */
  readonly tracer: Tracer;
  /** A monotonic time as Unix ms. */
  readonly epochOf: (monotonicMs: number) => number;
  /** Takes the ended spans that are not made by the tracer; where its own go. */
  readonly record: (span: ReadableSpan) => void;
}

export function otelTracing(parts: OtelParts): TracingPort {
  const { tracer, epochOf } = parts;
  return {
    begin: (name, startedAt, facts = {}) => {
      const options = { root: true, kind: KINDS[name], startTime: epochOf(startedAt), attributes: facts as Attributes };
      return new OtelSpan(parts, tracer.startSpan(name, options as object, ROOT_CONTEXT));
    },
    join: (traceparent, name, startedAt) => {
      const context = parseTraceparent(traceparent);
      if (context === undefined) return undefined;
      const { traceId, spanId, sampled } = context;
      const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
      const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
      const options = { kind: KINDS[name], startTime: epochOf(startedAt) };
      return new OtelSpan(parts, tracer.startSpan(name, options as object, parent));
    },
  };
}

/** Keeps no more of an ended span than its context: a chunk is linked to for up to a minute. */
class OtelSpan implements Span {
  readonly #parts: OtelParts;
  readonly #context: SpanContext;
  readonly isRecorded: boolean;
  #span: ApiSpan | undefined;
  /** With the spans that are only written down; undefined of a span that is not the SDK's. */
  readonly #shared: RecordedSpanParts | undefined;
  /** Made for the first child; an utterance has hundreds. */
  #asParent: Context | undefined;

  constructor(parts: OtelParts, span: ApiSpan) {
    this.#parts = parts;
    this.#context = span.spanContext();
    this.isRecorded = span.isRecording();
    this.#span = span;
    if (isReadable(span)) {
      const { epochOf, record } = parts;
      this.#shared = { epochOf, record, resource: span.resource, instrumentationScope: span.instrumentationScope };
    }
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#context;
    return formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }

  child(name: SpanName, startedAt: number, facts: SpanFacts = {}, links: readonly Span[] = []): Span {
    // Sampled or not is decided for the whole trace.
    if (!this.isRecorded) return this;
    const { tracer, epochOf } = this.#parts;
    if (name === 'audio.chunk' && this.#shared !== undefined) {
      return new RecordedSpan(this.#shared, name, this.#context, startedAt);
    }
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

function isReadable(span: ApiSpan): span is ApiSpan & ReadableSpan {
  return 'resource' in span && 'instrumentationScope' in span;
}

function linkTo(span: Span): Link[] {
  return span instanceof OtelSpan || span instanceof RecordedSpan ? [{ context: span.context }] : [];
}
