/** Bodies of the HTTP routes under /sessions, /dev/tokens and /health. */
import Type, { type Static } from 'typebox';
import { QUALITY_TIERS } from './languages.ts';
import { oneOf } from './one-of.ts';

const QualityTier = oneOf(QUALITY_TIERS);

export const SessionResource = Type.Object({
  sessionId: Type.String(),
  speakerId: Type.Optional(Type.String({ description: 'in answers to the owner only' })),
  sourceLanguage: Type.String(),
  qualityTier: QualityTier,
  status: Type.Union([Type.Literal('active'), Type.Literal('ended')]),
  listenerCount: Type.Integer({ minimum: 0 }),
  createdAt: Type.Integer({ description: 'Unix milliseconds' }),
  updatedAt: Type.Integer({ description: 'Unix milliseconds' }),
  expiresAt: Type.Integer({ description: 'Unix seconds' }),
});
export type SessionResource = Static<typeof SessionResource>;

export const DevTokenRequest = Type.Object({
  userId: Type.String({ minLength: 1, maxLength: 256 }),
  expiresIn: Type.Optional(Type.Integer({ description: 'seconds; may be negative, for an expired token' })),
  audience: Type.Optional(Type.String()),
  issuer: Type.Optional(Type.String()),
});
export type DevTokenRequest = Static<typeof DevTokenRequest>;

/** What listeners of a target language get: spoken translation, translated text, or neither (the source text). */
export const TARGET_OFFERS = ['speech', 'captions', 'none'] as const;

export const TargetOffer = Type.Object({ code: Type.String(), offers: oneOf(TARGET_OFFERS) });
export type TargetOffer = Static<typeof TargetOffer>;

/** The recogniser of embedded mode: `asr` in /health and in the line printed when the server is ready. */
export const AsrReport = Type.Object({
  engine: Type.String({ description: 'moonshine, pocketsphinx, whisper, sherpa, stamped, written, script, or none' }),
  model: Type.String({ description: 'name of the model, for people' }),
  languages: Type.Array(Type.String(), { description: 'the source languages that are offered' }),
  maxStreams: Type.Integer({ minimum: 0, description: 'speakers at a time' }),
  note: Type.Optional(
    Type.String({
      description:
        'why it is not the best recogniser there is, in one line; file paths are only in the ready line and the log',
    }),
  ),
});
export type AsrReport = Static<typeof AsrReport>;

/** The pipeline's answer to `{ "describe": "targets" }`. */
export const OffersAnswer = Type.Object({ targets: Type.Array(TargetOffer) });
