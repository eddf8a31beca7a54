/** A tracing port that keeps every span it was asked for, in order, as plain values to compare. */
import type { Span, SpanAttributes, SpanName, TracingPort } from '../../../src/actors/ports/tracing.ts';

export class RecordedSpan implements Span {
  readonly isRecorded: boolean;
  readonly name: SpanName;
  readonly number: number;
  readonly parent: RecordedSpan | undefined;
  readonly startedAt: number;
  readonly links: readonly RecordedSpan[];
  readonly #tracing: RecordingTracing;
  readonly #trace: number;
  facts: SpanAttributes;
  endedAt: number | undefined;
  problem: string | undefined;
  /** How often its end was called. */
  ends = 0;

  constructor(
    tracing: RecordingTracing,
    name: SpanName,
    startedAt: number,
    { facts = {}, links = [], parent }: { facts?: SpanAttributes; links?: readonly Span[]; parent?: RecordedSpan } = {},
  ) {
    this.#tracing = tracing;
    this.name = name;
    this.number = tracing.spans.push(this);
    this.#trace = parent === undefined ? this.number : parent.#trace;
    this.parent = parent;
    this.startedAt = startedAt;
    this.facts = facts;
    this.links = links as readonly RecordedSpan[];
    this.isRecorded = tracing.isRecording;
  }

  get traceparent(): string {
    const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
    return `00-${hex(this.#trace, 32)}-${hex(this.number, 16)}-${this.isRecorded ? '01' : '00'}`;
  }

  child(name: SpanName, startedAt: number, facts?: SpanAttributes, links?: readonly Span[]): Span {
    return new RecordedSpan(this.#tracing, name, startedAt, {
      ...(facts === undefined ? {} : { facts }),
      ...(links === undefined ? {} : { links }),
      parent: this,
    });
  }

  end(endedAt: number, facts: SpanAttributes = {}, problem?: string): void {
    this.ends += 1;
    if (this.ends > 1) return;
    this.endedAt = endedAt;
    this.facts = { ...this.facts, ...facts };
    this.problem = problem;
  }
}

export class RecordingTracing implements TracingPort {
  readonly spans: RecordedSpan[] = [];
  /** False: as if nothing were sampled. */
  isRecording = true;

  begin(name: SpanName, startedAt: number, facts?: SpanAttributes): Span {
    return new RecordedSpan(this, name, startedAt, facts === undefined ? {} : { facts });
  }

  join(_traceparent: string, name: SpanName, startedAt: number): Span | undefined {
    return new RecordedSpan(this, name, startedAt);
  }

  of(name: SpanName): RecordedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }
}
