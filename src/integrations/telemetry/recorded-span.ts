/**
 * A span that is only recorded: it is always sampled, and all its attributes are given when it ends. Used for chunks and
 * calls of the pipeline, of which there are thousands a second: the SDK's spans, which may change at any time, cost four
 * times as much.
 */
import { type Attributes, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { RandomIdGenerator, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { Span, SpanAttributes, SpanName } from '../../actors/ports/tracing.ts';
import { formatTraceparent } from '../identifiers/traceparent.ts';

/** Shared by the spans of one trace. */
export interface RecordedSpanDeps extends Pick<ReadableSpan, 'resource' | 'instrumentationScope'> {
  readonly toUnixMs: (monotonicMs: number) => number;
  /** Called once for each span, at its end. */
  readonly record: (span: ReadableSpan) => void;
}

type Time = [number, number];

/** Spans that are not named here are INTERNAL. */
export const SPAN_KINDS: Readonly<Partial<Record<SpanName, SpanKind>>> = {
  'translation.invoke': SpanKind.CLIENT,
  'listener.deliver': SpanKind.SERVER,
};

const ids = new RandomIdGenerator();

export class RecordedSpan implements Span {
  readonly isRecorded = true;
  /** For links to this span. */
  readonly context: SpanContext;
  readonly #deps: RecordedSpanDeps;
  readonly #name: SpanName;
  readonly #parent: SpanContext;
  readonly #startedAt: number;
  #isEnded = false;

  /** @param parent A sampled span's. @param startedAt monotonic ms. */
  constructor(deps: RecordedSpanDeps, name: SpanName, parent: SpanContext, startedAt: number) {
    this.context = { traceId: parent.traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED };
    this.#deps = deps;
    this.#name = name;
    this.#parent = parent;
    this.#startedAt = deps.toUnixMs(startedAt);
  }

  get traceparent(): string {
    return formatTraceparent({ traceId: this.context.traceId, spanId: this.context.spanId, sampled: true });
  }

  /** A recorded span too, so its attributes are given at its end. */
  child(name: SpanName, startedAt: number): Span {
    return new RecordedSpan(this.#deps, name, this.context, startedAt);
  }

  end(endedAt: number, attributes: SpanAttributes = {}, problem?: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { toUnixMs, record, resource, instrumentationScope } = this.#deps;
    const { context } = this;
    const startedAt = this.#startedAt;
    const endedAtMs = Math.max(toUnixMs(endedAt), startedAt);
    record({
      name: this.#name,
      kind: SPAN_KINDS[this.#name] ?? SpanKind.INTERNAL,
      spanContext: () => context,
      parentSpanContext: this.#parent,
      startTime: toHrTime(startedAt),
      endTime: toHrTime(endedAtMs),
      duration: toHrTime(endedAtMs - startedAt),
      status: problem === undefined ? UNSET : { code: SpanStatusCode.ERROR, message: problem },
      attributes: toAttributes(attributes, problem),
      links: NONE,
      events: NONE,
      ended: true,
      resource,
      instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
  }
}

const UNSET = { code: SpanStatusCode.UNSET };
const NONE: never[] = [];

function toHrTime(ms: number): Time {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

function toAttributes(given: SpanAttributes, problem: string | undefined): Attributes {
  const attributes: Attributes = {};
  if (problem !== undefined) attributes[ATTR_ERROR_TYPE] = problem;
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) attributes[name] = value as string | number | boolean;
  }
  return attributes;
}
