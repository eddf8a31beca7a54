/**
 * In and out: assigns the session's chunks and transcripts to utterances. An utterance is one trace, from the first chunk
 * after a final to the next final, with all segments between them. Holds what the spans need, and no words.
 */
import type { AudioChunk } from '../../audio/audio-chunk.ts';
import { msToSamples } from '../../audio/pcm.ts';
import type { Span, SpanAttributes, TracingPort } from '../ports/tracing.ts';
import type { Transcript } from './transcript.ts';

export interface UtteranceTracerDeps {
  readonly tracing: TracingPort;
  readonly sessionId: string;
  readonly monotonicNow: () => number;
  /** The chunks held that share a sample with a range of the session clock (samples), oldest first. */
  readonly chunksIn: (startSample: number, endSample: number) => readonly AudioChunk[];
}

/** A transcript before its place in a trace is known. */
type Untraced = Omit<Transcript, 'receivedAt' | 'lastAudioAt' | 'wordsHeardAt' | 'utterance' | 'span'>;

export interface Hearing {
  /** Of a segment, on the session clock, in order. */
  readonly wordEndsMs: readonly number[];
  /** When the service's event came, monotonic ms; now, when no event made the transcript. */
  readonly receivedAt?: number | undefined;
}

/** A final is linked to this many chunks, its last ones; the span has the count of all. 2.5 s at 20 ms per chunk. */
const MAX_FINAL_LINKS = 128;
/** A partial is linked to this many chunks that have no link yet. Partials come about every 200 ms; the final links all. */
const MAX_PARTIAL_LINKS = 32;
/** An open microphone without speech gets no final. Its trace ends after this time, which is also the most audio that is held. */
const MAX_UTTERANCE_MS = 60_000;

export class UtteranceTracer {
  readonly #deps: UtteranceTracerDeps;
  #current: Span | undefined;
  #openedAt = 0;
  /** The last chunk that a transcript is linked to. */
  #linkedSeq = -1;

  constructor(deps: UtteranceTracerDeps) {
    this.#deps = deps;
  }

  /** @returns the chunk's span; undefined when it is not recorded. */
  chunkReceived(receivedAt: number): Span | undefined {
    if (this.#current !== undefined && receivedAt - this.#openedAt > MAX_UTTERANCE_MS) this.stop('noFinal');
    const utterance = this.#open(receivedAt);
    return utterance.isRecorded ? utterance.child('audio.chunk', receivedAt) : undefined;
  }

  /**
   * A segment or a partial has words. Called before a final releases the audio that it covers.
   * @returns the transcript with its place in a trace.
   */
  transcriptHeard(said: Untraced, { wordEndsMs, receivedAt = this.#deps.monotonicNow() }: Hearing): Transcript {
    const utterance = this.#open(receivedAt);
    const isWanted = utterance.isRecorded || !said.isPartial;
    const [start, end] = [msToSamples(said.startTimeMs), msToSamples(said.endTimeMs)];
    const chunks = isWanted ? this.#deps.chunksIn(start, end) : [];
    const lastAudioAt = chunks.at(-1)?.receivedAt;
    // The next chunk or transcript begins another utterance.
    if (said.isSegmentFinal) this.#current = undefined;
    const span = this.#toSpan(said, utterance, receivedAt, chunks);
    return {
      resultId: said.resultId,
      segment: said.segment,
      isSegmentFinal: said.isSegmentFinal,
      revision: said.revision,
      isPartial: said.isPartial,
      stabilityScore: said.stabilityScore,
      text: said.text,
      startTimeMs: said.startTimeMs,
      endTimeMs: said.endTimeMs,
      receivedAt,
      lastAudioAt,
      wordsHeardAt: toHeardTimes(wordEndsMs, chunks),
      utterance,
      span,
    };
  }

  #toSpan(said: Untraced, utterance: Span, receivedAt: number, chunks: readonly AudioChunk[]): Span | undefined {
    if (!utterance.isRecorded) return undefined;
    const linked = said.isPartial
      ? chunks.filter(({ seq }) => seq > this.#linkedSeq).slice(-MAX_PARTIAL_LINKS)
      : chunks.slice(-MAX_FINAL_LINKS);
    this.#linkedSeq = Math.max(this.#linkedSeq, linked.at(-1)?.seq ?? -1);
    const links = linked.flatMap(({ trace }) => (trace === undefined ? [] : [trace as Span]));
    // It may have waited for a turn of the event loop while a later chunk opened the utterance.
    const beganAt = Math.max(receivedAt, this.#openedAt);
    return utterance.child('transcript', beganAt, toSpanFacts(said, receivedAt, chunks), links);
  }

  /** The open utterance, if there is one, gets no final, or one that adds no words to its segments. */
  stop(how: 'noFinal' | 'handedOver' | 'sessionEnded'): void {
    this.#current?.end(this.#deps.monotonicNow(), { 'utterance.end': how });
    this.#current = undefined;
  }

  #open(at: number): Span {
    if (this.#current === undefined) {
      this.#openedAt = at;
      this.#current = this.#deps.tracing.begin('utterance', at, { 'session.id': this.#deps.sessionId });
    }
    return this.#current;
  }
}

/** A chunk comes when its last sample was said: what is before that was said earlier. */
function toHeardTimes(wordEndsMs: readonly number[], chunks: readonly AudioChunk[]): number[] {
  const times: number[] = [];
  let at = 0;
  for (const endMs of wordEndsMs) {
    while (at < chunks.length - 1 && (chunks[at] as AudioChunk).endMs < endMs) at += 1;
    const chunk = chunks[at];
    if (chunk === undefined) return [];
    times.push(chunk.receivedAt - Math.max(0, chunk.endMs - endMs));
  }
  return times;
}

function toSpanFacts(
  { isPartial, segment, stabilityScore, startTimeMs, endTimeMs }: Untraced,
  receivedAt: number,
  chunks: readonly AudioChunk[],
): SpanAttributes {
  const lastAudioAt = chunks.at(-1)?.receivedAt;
  return {
    'transcript.partial': isPartial,
    'transcript.segment': segment,
    'transcript.stability': stabilityScore,
    'transcript.start_ms': startTimeMs,
    'transcript.end_ms': endTimeMs,
    'transcript.chunks': chunks.length,
    'transcript.latency_ms': lastAudioAt === undefined ? undefined : receivedAt - lastAudioAt,
  };
}
