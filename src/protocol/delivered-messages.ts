/** Translated audio and captions. The pipeline makes them; the server passes them on verbatim, without a check. */
import Type from 'typebox';
import { oneOf } from './one-of.ts';

const text = Type.String({ description: 'the words of this segment, in the listener’s language' });

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
  revision: Type.Optional(Type.Integer({ minimum: 0, description: 'counts the results of one segment, from 0' })),
  segment: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        'number of this stretch of speech in its result, from 0; (resultId, segment) names a sentence or clause',
    }),
  ),
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
      format: Type.Literal('pcm'),
      sampleRate: Type.Literal(16_000),
      channels: Type.Literal(1),
      sequenceNumber: Type.Integer({ minimum: 0, description: 'rises with each message of a session and language' }),
      part: Type.Optional(
        Type.Integer({ minimum: 1, description: 'counts the pieces of a segment’s speech, from 1, in order' }),
      ),
      parts: Type.Optional(
        Type.Integer({ minimum: 1, description: 'how many pieces there are; on the last one only' }),
      ),
      ...utterance,
      text: Type.Optional(text),
      audioData: Type.String({ description: 'base64 of 16-bit little-endian PCM' }),
    },
    {
      description:
        'Translated speech, from the pipeline. A segment’s speech comes in one or more parts, as soon as each is made; only the first has the text.',
    },
  ),
  caption: Type.Object(
    {
      type: Type.Literal('caption'),
      sequenceNumber: Type.Integer({ minimum: 0 }),
      ...utterance,
      text,
    },
    { description: 'Text without speech, from the pipeline: there is no voice for the language, or no translation.' },
  ),
} as const;
