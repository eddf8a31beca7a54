/**
 * How actors and routes say what they do and how long it takes, to whoever traces it. All times are monotonic
 * milliseconds. Never text, people's or connections' ids, addresses or tokens.
 */

/**
 * - `utterance`: the root of a trace, from an utterance's first chunk to its final's forwarding;
 * - `audio.chunk`: a chunk from its receipt to its acceptance by the transcription stream;
 * - `transcript`: a result of the service, from its receipt until it was forwarded or let go;
 * - `translation.invoke`: all attempts to hand one transcript to the pipeline;
 * - `listener.deliver`: a delivery of the pipeline to one socket of this process.
 */
export const SPAN_NAMES = ['utterance', 'audio.chunk', 'transcript', 'translation.invoke', 'listener.deliver'] as const;
export type SpanName = (typeof SPAN_NAMES)[number];

/** Values from closed sets, numbers and lengths; undefined is left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One piece of work in a trace. Every call is harmless after its end. */
export interface Span {
  /** W3C trace context: what is handed on, so that others' work comes below this. */
  readonly traceparent: string;
  /** False when it was not sampled: nothing said of it is kept, so nothing need be gathered for it. */
  readonly isRecorded: boolean;
  /** @param links What it is about, without being part of it. */
  child(name: SpanName, startedAt: number, attributes?: SpanAttributes, links?: readonly Span[]): Span;
  /** Only the first end counts. @param problem From a closed set; given, the span is marked as failed. */
  end(endedAt: number, attributes?: SpanAttributes, problem?: string): void;
}

export interface TracingPort {
  /** The root of a new trace, sampled or not. */
  begin(name: SpanName, startedAt: number, attributes?: SpanAttributes): Span;
  /** Work that somebody else's traceparent asked for; undefined when it is none, or when nothing is traced. */
  join(traceparent: string, name: SpanName, startedAt: number): Span | undefined;
}

/** Traces nothing; whatever is handed on has a trace context all the same. */
export function untraced(newTraceparent: () => string): TracingPort {
  return {
    begin: () => {
      const span: Span = { traceparent: newTraceparent(), isRecorded: false, child: () => span, end: () => {} };
      return span;
    },
    join: () => undefined,
  };
}
