/** Translated audio and captions. The pipeline makes them; the server passes them on verbatim, without a check. */
import Type from 'typebox';
import { oneOf } from './one-of.ts';

const text = Type.String({ description: 'the sentence in the listener’s language' });

/** Members that Rostrum's own pipeline adds; another pipeline may leave them out. */
const utterance = {
  sessionId: Type.Optional(Type.String()),
  timestamp: Type.Optional(Type.Integer({ description: 'Unix seconds' })),
  targetLanguage: Type.Optional(Type.String()),
  sourceLanguage: Type.Optional(Type.String()),
  translated: Type.Optional(Type.Boolean({ description: 'false: the text is in the speaker’s language' })),
  reason: Type.Optional(
    oneOf(['noEngine', 'noVoice', 'translationFailed', 'speechFailed'], 'why there is no spoken translation'),
  ),
  isPartial: Type.Optional(Type.Boolean()),
  resultId: Type.Optional(Type.String()),
  revision: Type.Optional(Type.Integer({ minimum: 0, description: 'counts the results of one resultId, from 0' })),
  epoch: Type.Optional(
    Type.Integer({ minimum: 0, description: 'the epoch of the session’s clock that the times are on' }),
  ),
  startTimeMs: Type.Optional(Type.Number({ minimum: 0, description: 'milliseconds on the session’s clock' })),
  endTimeMs: Type.Optional(Type.Number({ minimum: 0, description: 'milliseconds on the session’s clock' })),
  traceparent: Type.Optional(Type.String()),
};

export const DELIVERED_MESSAGES = {
  audio: Type.Object(
    {
      type: Type.Literal('audio'),
      audioData: Type.String({ description: 'base64 of 16-bit little-endian PCM' }),
      format: Type.Literal('pcm'),
      sampleRate: Type.Literal(16_000),
      channels: Type.Literal(1),
      sequenceNumber: Type.Integer({ minimum: 0, description: 'rises with each message of a session and language' }),
      text: Type.Optional(text),
      part: Type.Optional(
        Type.Integer({ minimum: 1, description: 'counts the parts of speech that is too long for one message' }),
      ),
      parts: Type.Optional(
        Type.Integer({ minimum: 1, description: 'how many parts there are; on the last part only' }),
      ),
      ...utterance,
    },
    { description: 'Translated speech, from the pipeline. Of several parts, only the first has the text.' },
  ),
  caption: Type.Object(
    {
      type: Type.Literal('caption'),
      text,
      sequenceNumber: Type.Integer({ minimum: 0 }),
      ...utterance,
    },
    { description: 'Text without speech, from the pipeline: there is no voice for the language, or no translation.' },
  ),
} as const;
