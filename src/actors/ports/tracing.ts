/**
 * How actors and routes report their work and its duration as spans. All times are monotonic milliseconds. Never text,
 * people's or connections' ids, addresses or tokens.
 */

/**
 * - `utterance`: the root of a trace, from an utterance's first chunk to its final's forwarding;
 * - `audio.chunk`: a chunk from its receipt to its acceptance by the transcription stream;
 * - `transcript`: a result of the service, from its receipt until it was forwarded or dropped;
 * - `translation.invoke`: all attempts to hand one transcript to the pipeline;
 * - `listener.deliver`: a delivery of the pipeline to one socket of this process;
 * - `segment`: a stretch of the utterance, from the receipt of its first word's audio until the pipeline accepted it;
 * - `playout`: the sound of a segment's translation at one listener, by the listener's report.
 */
export const SPAN_NAMES = [
  'utterance',
  'audio.chunk',
  'transcript',
  'translation.invoke',
  'listener.deliver',
  'segment',
  'playout',
] as const;
export type SpanName = (typeof SPAN_NAMES)[number];

/** Values from closed sets, numbers and lengths; undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One piece of work in a trace. Every call is harmless after its end. */
export interface Span {
  /** W3C trace context, passed on so that the spans of other services become children of this one. */
  readonly traceparent: string;
  /** False when it was not sampled: its attributes are not kept, so they need not be collected. */
  readonly isRecorded: boolean;
  /** @param links Spans that it refers to without being their child. */
  child(name: SpanName, startedAt: number, attributes?: SpanAttributes, links?: readonly Span[]): Span;
  /** Only the first end counts. @param problem From a closed set. If given, the span is marked as failed. */
  end(endedAt: number, attributes?: SpanAttributes, problem?: string): void;
}

export interface TracingPort {
  /** The root of a new trace, sampled or not. */
  begin(name: SpanName, startedAt: number, attributes?: SpanAttributes): Span;
  /** A span below a received traceparent; undefined when the traceparent is invalid, or when nothing is traced. */
  join(traceparent: string, name: SpanName, startedAt: number): Span | undefined;
}

/** Records no spans. Requests still carry a trace context. */
export function untraced(newTraceparent: () => string): TracingPort {
  return {
    begin: () => {
      const span: Span = { traceparent: newTraceparent(), isRecorded: false, child: () => span, end: () => {} };
      return span;
    },
    join: () => undefined,
  };
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

/** @returns the id of the trace that a span's traceparent belongs to; undefined for what is none. */
export function traceIdOf(traceparent: string): string | undefined {
  return TRACEPARENT.exec(traceparent)?.[1];
}
