/**
 * Out: a segment, or a partial of the open one, on the session clock. The same object goes from the transcripts to the
 * forwarder.
 */
import type { UnixMs } from '../../protocol/times.ts';
import type { EmotionDynamics, TranslationRequest } from '../../protocol/translation-request.ts';
import type { Span } from '../ports/tracing.ts';

export interface Transcript {
  readonly resultId: string;
  /** Counts the segments of a result, from 0. */
  readonly segment: number;
  /** The last segment of its result. */
  readonly isSegmentFinal: boolean;
  /** Counts the transcripts of a segment, from 0. */
  readonly revision: number;
  /** False for a segment, which is handed over for good. */
  readonly isPartial: boolean;
  readonly stabilityScore: number;
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** When the service's event came, monotonic ms. */
  readonly receivedAt: number;
  /** When the last audio that it covers came, monotonic ms; undefined when it is not known or not needed. */
  readonly lastAudioAt: number | undefined;
  /**
   * When the speaker had said each word of a segment, monotonic ms: when its audio came, less what came with it. Empty for a
   * partial, and when the audio is not held any more.
   */
  readonly wordsHeardAt: readonly number[];
  /** The root of its trace. */
  readonly utterance: Span;
  /** Its own span; undefined when it is not recorded. */
  readonly span: Span | undefined;
}

/** What a final says in place of all lines of its result. Only for those who read along. */
export type FinalText = Pick<Transcript, 'resultId' | 'text' | 'startTimeMs' | 'endTimeMs'>;

/** The parts of a request that are not in the transcript. */
export interface RequestContext {
  readonly sessionId: string;
  readonly sourceLanguage: string;
  readonly epoch: number;
  readonly emotionDynamics: EmotionDynamics;
  readonly targetLanguages: readonly string[];
  readonly timestamp: UnixMs;
}

/** The pipeline's payload. Its key is the same each time it is sent. */
export function toTranslationRequest(transcript: Transcript, context: RequestContext): TranslationRequest {
  const { sessionId, sourceLanguage, epoch, emotionDynamics, targetLanguages, timestamp } = context;
  const { resultId, segment, isSegmentFinal, revision, isPartial, stabilityScore, startTimeMs, endTimeMs } = transcript;
  // Several a second and session. Objects spread into this one would cost 200 times as much, and kilobytes of garbage.
  return {
    sessionId,
    sourceLanguage,
    epoch,
    emotionDynamics,
    targetLanguages: [...targetLanguages],
    traceparent: transcript.utterance.traceparent,
    timestamp,
    resultId,
    segment,
    isSegmentFinal,
    revision,
    isPartial,
    stabilityScore,
    startTimeMs,
    endTimeMs,
    transcriptText: transcript.text,
    idempotencyKey: `${sessionId}:${epoch}:${resultId}:${revision}:s${segment}`,
  };
}
