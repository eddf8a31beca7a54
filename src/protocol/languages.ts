/** The languages of the wire contract (ISO 639-1). The configuration decides which of them a running server accepts. */

export const SOURCE_LANGUAGES = ['en', 'es', 'fr', 'de', 'it', 'pt', 'ja', 'ko', 'zh', 'ar', 'hi', 'ru'] as const;
export const TARGET_LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'it', 'ja', 'ko', 'zh', 'ar', 'ca', 'gl', 'eo'] as const;

export type SourceLanguage = (typeof SOURCE_LANGUAGES)[number];
export type TargetLanguage = (typeof TARGET_LANGUAGES)[number];

export const QUALITY_TIERS = ['standard', 'premium'] as const;
export type QualityTier = (typeof QUALITY_TIERS)[number];
