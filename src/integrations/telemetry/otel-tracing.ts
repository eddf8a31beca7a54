/** The tracing port on OpenTelemetry. Contexts are passed explicitly; nothing is global, nothing is instrumented. */
import {
  type Span as ApiSpan,
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { Span, SpanAttributes, SpanName, TracingPort } from '../../actors/ports/tracing.ts';
import { formatTraceparent, parseTraceparent } from '../identifiers/traceparent.ts';
import { RecordedSpan, type RecordedSpanDeps, SPAN_KINDS } from './recorded-span.ts';

/** Their attributes are given when they end, and they have no links. */
const RECORDED: ReadonlySet<SpanName> = new Set(['audio.chunk', 'translation.invoke']);

interface OtelDeps {
  /** The SDK's: its sampled spans are ReadableSpans. */
  readonly tracer: Tracer;
  /** Converts a monotonic time to Unix ms. */
  readonly toUnixMs: (monotonicMs: number) => number;
  /** Takes the ended spans that the tracer did not make, to the same exporters as its own. */
  readonly record: (span: ReadableSpan) => void;
}

export function otelTracing(deps: OtelDeps): TracingPort {
  const { tracer, toUnixMs } = deps;
  return {
    begin: (name, startedAt, attributes = {}) => {
      const options = {
        root: true,
        kind: SPAN_KINDS[name],
        startTime: toUnixMs(startedAt),
        attributes: attributes as Attributes,
      };
      return new OtelSpan(deps, tracer.startSpan(name, options as object, ROOT_CONTEXT));
    },
    join: (traceparent, name, startedAt) => {
      const context = parseTraceparent(traceparent);
      if (context === undefined) return undefined;
      const { traceId, spanId, sampled } = context;
      const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
      const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
      const options = { kind: SPAN_KINDS[name], startTime: toUnixMs(startedAt) };
      return new OtelSpan(deps, tracer.startSpan(name, options as object, parent));
    },
  };
}

/** After the end it keeps only the context, because links to a chunk may be made for up to a minute. */
class OtelSpan implements Span {
  readonly #deps: OtelDeps;
  readonly #context: SpanContext;
  readonly isRecorded: boolean;
  #span: ApiSpan | undefined;
  /** Shared with the recorded spans below this one; undefined when this span is not the SDK's. */
  readonly #shared: RecordedSpanDeps | undefined;
  /** Made with the first child and kept: an utterance has hundreds. */
  #asParent: Context | undefined;

  constructor(deps: OtelDeps, span: ApiSpan) {
    this.#deps = deps;
    this.#context = span.spanContext();
    this.isRecorded = span.isRecording();
    this.#span = span;
    if (isReadable(span)) {
      const { toUnixMs, record } = deps;
      this.#shared = { toUnixMs, record, resource: span.resource, instrumentationScope: span.instrumentationScope };
    }
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.#context;
    return formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  }

  child(name: SpanName, startedAt: number, attributes: SpanAttributes = {}, links: readonly Span[] = []): Span {
    // Sampling is decided for the whole trace.
    if (!this.isRecorded) return this;
    const { tracer, toUnixMs } = this.#deps;
    if (this.#shared !== undefined && RECORDED.has(name)) {
      return new RecordedSpan(this.#shared, name, this.#context, startedAt);
    }
    this.#asParent ??= trace.setSpanContext(ROOT_CONTEXT, this.#context);
    const options = {
      kind: SPAN_KINDS[name],
      startTime: toUnixMs(startedAt),
      attributes: attributes as Attributes,
      links: links.flatMap(linkTo),
    };
    return new OtelSpan(this.#deps, tracer.startSpan(name, options as object, this.#asParent));
  }

  end(endedAt: number, attributes?: SpanAttributes, problem?: string): void {
    const span = this.#span;
    if (span === undefined) return;
    this.#span = undefined;
    if (attributes !== undefined) span.setAttributes(attributes as Attributes);
    if (problem !== undefined) {
      span.setAttribute(ATTR_ERROR_TYPE, problem);
      span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
    }
    span.end(this.#deps.toUnixMs(endedAt));
  }

  /** For links to this span. */
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
