/**
 * A span that is only written down: nothing is decided about it, and all is said of it when it ends. Of chunks there are
 * thousands a second; the SDK's own spans, which may change at any time, cost four times as much.
 */
import { type Attributes, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { RandomIdGenerator, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Span, SpanFacts, SpanName } from '../../actors/ports/tracing.ts';
import { formatTraceparent } from '../identifiers/traceparent.ts';

/** What the spans of one trace share. */
export interface RecordedSpanParts extends Pick<ReadableSpan, 'resource' | 'instrumentationScope'> {
  readonly epochOf: (monotonicMs: number) => number;
  /** Told of each once, at its end. */
  readonly record: (span: ReadableSpan) => void;
}

type Time = [number, number];

const ids = new RandomIdGenerator();

export class RecordedSpan implements Span {
  readonly isRecorded = true;
  /** For links to it. */
  readonly context: SpanContext;
  readonly #parts: RecordedSpanParts;
  readonly #name: SpanName;
  readonly #parent: SpanContext;
  readonly #startedAt: number;
  #isEnded = false;

  /** @param parent Sampled. @param startedAt monotonic ms. */
  constructor(parts: RecordedSpanParts, name: SpanName, parent: SpanContext, startedAt: number) {
    this.context = { traceId: parent.traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED };
    this.#parts = parts;
    this.#name = name;
    this.#parent = parent;
    this.#startedAt = parts.epochOf(startedAt);
  }

  get traceparent(): string {
    return formatTraceparent({ traceId: this.context.traceId, spanId: this.context.spanId, sampled: true });
  }

  /** Of its kind: all that is said of it is said at its end. */
  child(name: SpanName, startedAt: number): Span {
    return new RecordedSpan(this.#parts, name, this.context, startedAt);
  }

  end(endedAt: number, facts: SpanFacts = {}, problem?: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { epochOf, record, resource, instrumentationScope } = this.#parts;
    const { context } = this;
    const startedAt = this.#startedAt;
    const endedAtEpoch = Math.max(epochOf(endedAt), startedAt);
    record({
      name: this.#name,
      kind: SpanKind.INTERNAL,
      spanContext: () => context,
      parentSpanContext: this.#parent,
      startTime: timeOf(startedAt),
      endTime: timeOf(endedAtEpoch),
      duration: timeOf(endedAtEpoch - startedAt),
      status: problem === undefined ? UNSET : { code: SpanStatusCode.ERROR, message: problem },
      attributes: attributesOf(facts),
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
