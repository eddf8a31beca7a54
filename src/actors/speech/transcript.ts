/** Out: one result of the service on the session clock. The same object goes from the transcripts to the forwarder. */
import type { UnixMs } from '../../protocol/times.ts';
import type { EmotionDynamics, TranslationRequest } from '../../protocol/translation-request.ts';
import type { Span } from '../ports/tracing.ts';

export interface Transcript {
  readonly resultId: string;
  readonly revision: number;
  readonly isPartial: boolean;
  readonly stabilityScore: number;
  readonly text: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  /** When the service's event came, monotonic ms. */
  readonly receivedAt: number;
  /** When the last audio that it covers came, monotonic ms; undefined when it is not known or not needed. */
  readonly lastAudioAt: number | undefined;
  /** The root of its trace. */
  readonly utterance: Span;
  /** Its own span; undefined when it is not recorded. */
  readonly span: Span | undefined;
}

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
  const { resultId, revision, isPartial, stabilityScore, startTimeMs, endTimeMs, text, utterance } = transcript;
  return {
    ...{ sessionId, sourceLanguage, epoch, emotionDynamics },
    targetLanguages: [...targetLanguages],
    traceparent: utterance.traceparent,
    ...{ timestamp, resultId, revision, isPartial, stabilityScore, startTimeMs, endTimeMs },
    transcriptText: text,
    idempotencyKey: `${sessionId}:${epoch}:${resultId}:${revision}`,
  };
}
