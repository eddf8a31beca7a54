/**
 * Turns upstream results into the session's transcripts: times on the session clock, each stretch of speech once, only
 * what is stable enough. The speaker sees them as the pipeline gets them.
 */
import type { StreamTimeline } from '../../audio/stream-timeline.ts';
import type { UnixMs } from '../../protocol/times.ts';
import type { EmotionDynamics, TranslationRequest } from '../../protocol/translation-request.ts';
import type { Span } from '../ports/tracing.ts';
import type { TranscriptionResult } from '../ports/transcription.ts';
import { isStableEnough, stabilityOf } from './stability.ts';

export interface Transcript {
  readonly resultId: string;
  readonly revision: number;
  readonly isPartial: boolean;
  readonly stabilityScore: number;
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
}

/** A result with words in it, before anything came of it; all times on the session clock. */
export interface Heard {
  readonly isPartial: boolean;
  readonly stabilityScore: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly startSample: number;
  readonly endSample: number;
}

/** Where a transcript comes from; all times monotonic ms. */
export interface TranscriptOrigin {
  /** When the service's event came. */
  readonly receivedAt: number;
  /** When the last audio it is about came; undefined when that is not known, or not asked for. */
  readonly lastAudioAt: number | undefined;
  /** The root of its trace. */
  readonly utterance: Span;
  /** Its own; undefined when it is not recorded. */
  readonly span: Span | undefined;
}

export interface TranscriptsParts {
  /** Asked about every result with words that says something new, before it covers anything. */
  readonly originOf: (heard: Heard) => TranscriptOrigin;
  /** The stretch up to here (samples on the session clock) is said and done. */
  readonly onCovered: (sample: number) => void;
  readonly onTranscript: (transcript: Transcript, origin: TranscriptOrigin) => void;
}

/** A final that ends this close to the last one is the same one again: services round times to 10 ms. */
const SAME_END_MS = 10;
/** UtteranceTracer whose revisions are counted; far more than are ever open at a time. */
const MAX_OPEN_RESULTS = 64;

export class Transcripts {
  readonly #parts: TranscriptsParts;
  readonly #revisions = new Map<string, number>();
  #coveredMs = 0;

  constructor(parts: TranscriptsParts) {
    this.#parts = parts;
  }

  /** @param timeline The time of the stream the result came from. */
  accept(result: TranscriptionResult, timeline: StreamTimeline): void {
    const startTimeMs = timeline.toSessionMs(result.startMs);
    const endTimeMs = timeline.toSessionMs(result.endMs);
    // A replayed stretch that a final has covered already: saying it again would double it.
    if (this.#coveredMs > 0 && endTimeMs <= this.#coveredMs + SAME_END_MS) return;
    const stabilityScore = stabilityOf(result);
    const revision = this.#revise(result);
    const { isPartial, resultId, text } = result;
    const startSample = timeline.toSessionSample(result.startMs);
    const endSample = timeline.toSessionSample(result.endMs);
    const heard = { isPartial, stabilityScore, startTimeMs, endTimeMs, startSample, endSample };
    const origin = text.trim() === '' ? undefined : this.#parts.originOf(heard);
    if (!isPartial) {
      this.#coveredMs = endTimeMs;
      this.#parts.onCovered(endSample);
    }
    if (origin === undefined) return;
    if (!isStableEnough(result, stabilityScore)) {
      origin.span?.end(origin.receivedAt, { 'transcript.outcome': 'unstable' });
      return;
    }
    const transcript = { resultId, revision, isPartial, stabilityScore, text, startTimeMs, endTimeMs };
    this.#parts.onTranscript(transcript, origin);
  }

  #revise({ resultId, isPartial }: TranscriptionResult): number {
    const revision = this.#revisions.get(resultId) ?? 0;
    this.#revisions.delete(resultId);
    if (isPartial) this.#revisions.set(resultId, revision + 1);
    for (const oldest of this.#revisions.keys()) {
      if (this.#revisions.size <= MAX_OPEN_RESULTS) break;
      this.#revisions.delete(oldest);
    }
    return revision;
  }
}

export interface RequestFacts {
  readonly sessionId: string;
  readonly sourceLanguage: string;
  readonly epoch: number;
  readonly emotionDynamics: EmotionDynamics;
  readonly targetLanguages: readonly string[];
  readonly traceparent: string;
  readonly timestamp: UnixMs;
}

/** The payload of protocol section 8. Its key is the same however often it is sent. */
export function translationRequestOf(transcript: Transcript, facts: RequestFacts): TranslationRequest {
  const { text, ...rest } = transcript;
  const { sessionId, epoch } = facts;
  return {
    ...facts,
    ...rest,
    targetLanguages: [...facts.targetLanguages],
    transcriptText: text,
    idempotencyKey: `${sessionId}:${epoch}:${transcript.resultId}:${transcript.revision}`,
  };
}
