/** Payloads for the pipeline's tests: what the old system sends, and what Rostrum adds. */
import type { TranscriptPayload } from '../../../pipeline/payload.ts';

export const NEUTRAL = { volume: 0.5, rate: 1, energy: 0.5 } as const;
export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Only the members the old system sends. */
export function oldPayload(changes: Partial<TranscriptPayload> = {}): TranscriptPayload {
  return {
    sessionId: 'golden-eagle-427',
    sourceLanguage: 'en',
    transcriptText: 'good morning my friends',
    isPartial: false,
    stabilityScore: 1,
    timestamp: 1_699_500_000_123,
    emotionDynamics: NEUTRAL,
    ...changes,
  };
}

let made = 0;

/** All members; every call another result, a second later on the session's clock. */
export function payload(changes: Partial<TranscriptPayload> = {}): TranscriptPayload {
  made += 1;
  return oldPayload({
    resultId: `result-${made}`,
    revision: 0,
    idempotencyKey: `key-${made}`,
    traceparent: TRACEPARENT,
    startTimeMs: made * 1_000,
    endTimeMs: made * 1_000 + 800,
    epoch: 0,
    ...changes,
  });
}
