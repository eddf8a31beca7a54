/**
 * A span that is only written down: nothing is decided about it, it has no children, and all is known of it when it ends.
 * Of chunks there are thousands a second; the SDK's own spans, which may change at any time, cost four times as much.
 */
import { type Attributes, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { RandomIdGenerator, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Span, SpanFacts, SpanName } from '../../actors/tracing-port.ts';

export interface RecordedSpanParts {
  readonly name: SpanName;
  /** Sampled. Whose child it is, and of the same service. */
  readonly parent: Pick<ReadableSpan, 'spanContext' | 'resource' | 'instrumentationScope'>;
  /** Unix ms, with fractions. */
  readonly startedAt: number;
  readonly epochOf: (monotonicMs: number) => number;
  /** Told of it once, at its end. */
  readonly record: (span: ReadableSpan) => void;
}

type Time = [number, number];

const ids = new RandomIdGenerator();

export class RecordedSpan implements Span {
  readonly isRecorded = true;
  /** For links to it; all that is kept of it once it has ended. */
  readonly context: SpanContext;
  #parts: RecordedSpanParts | undefined;

  constructor(parts: RecordedSpanParts) {
    const { traceId } = parts.parent.spanContext();
    this.context = { traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED };
    this.#parts = parts;
  }

  get traceparent(): string {
    return `00-${this.context.traceId}-${this.context.spanId}-01`;
  }

  /** It is not divided further: whatever would be below it is part of it. */
  child(): Span {
    return this;
  }

  end(endedAt: number, facts: SpanFacts = {}, problem?: string): void {
    const parts = this.#parts;
    if (parts === undefined) return;
    this.#parts = undefined;
    const { name, parent, startedAt, epochOf, record } = parts;
    const { context } = this;
    const endedAtEpoch = Math.max(epochOf(endedAt), startedAt);
    record({
      name,
      kind: SpanKind.INTERNAL,
      spanContext: () => context,
      parentSpanContext: parent.spanContext(),
      startTime: timeOf(startedAt),
      endTime: timeOf(endedAtEpoch),
      duration: timeOf(endedAtEpoch - startedAt),
      status: problem === undefined ? UNSET : { code: SpanStatusCode.ERROR, message: problem },
      attributes: attributesOf(facts),
      links: NONE,
      events: NONE,
      ended: true,
      resource: parent.resource,
      instrumentationScope: parent.instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    });
  }
}

const UNSET = { code: SpanStatusCode.UNSET };
const NONE: never[] = [];

function timeOf(ms: number): Time {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

function attributesOf(facts: SpanFacts): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) attributes[name] = value as string | number | boolean;
  }
  return attributes;
}
