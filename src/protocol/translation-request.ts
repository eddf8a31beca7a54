/** The payload that invokes the translation pipeline. The first seven members are the old system's, the others new. */
import Type, { type Static } from 'typebox';

export const EmotionDynamics = Type.Object({
  volume: Type.Number({ minimum: 0, maximum: 1 }),
  rate: Type.Number({ minimum: 0.5, maximum: 2, description: '1.0 = 145 words a minute' }),
  energy: Type.Number({ minimum: 0, maximum: 1 }),
});
export type EmotionDynamics = Static<typeof EmotionDynamics>;

export const TranslationRequest = Type.Object({
  sessionId: Type.String(),
  sourceLanguage: Type.String(),
  transcriptText: Type.String(),
  isPartial: Type.Boolean(),
  stabilityScore: Type.Number({ minimum: 0, maximum: 1, description: 'of this text; 1.0 for a stable prefix, too' }),
  timestamp: Type.Integer({ description: 'Unix milliseconds' }),
  emotionDynamics: EmotionDynamics,
  resultId: Type.String(),
  segment: Type.Integer({ minimum: 0, description: 'counts the segments of one resultId, from 0' }),
  isSegmentFinal: Type.Boolean({ description: 'the last segment of its resultId; nobody may wait for it' }),
  revision: Type.Integer({ minimum: 0, description: 'counts the transcripts of one segment, from 0' }),
  idempotencyKey: Type.String(),
  traceparent: Type.Optional(Type.String()),
  targetLanguages: Type.Array(Type.String()),
  startTimeMs: Type.Number({ minimum: 0, description: "on the session's clock" }),
  endTimeMs: Type.Number({ minimum: 0, description: "on the session's clock" }),
  epoch: Type.Integer({ minimum: 0 }),
});
export type TranslationRequest = Static<typeof TranslationRequest>;
