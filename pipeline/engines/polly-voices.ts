/** Which Amazon Polly voice speaks each language. A language not listed has none. */
import type { Engine, LanguageCode, VoiceId } from '@aws-sdk/client-polly';

export interface PollyVoice {
  readonly VoiceId: VoiceId;
  readonly Engine: Engine;
  readonly LanguageCode: LanguageCode;
}

const VOICES: Readonly<Record<string, PollyVoice>> = {
  ar: { VoiceId: 'Hala', Engine: 'neural', LanguageCode: 'ar-AE' },
  ca: { VoiceId: 'Arlet', Engine: 'neural', LanguageCode: 'ca-ES' },
  de: { VoiceId: 'Vicki', Engine: 'neural', LanguageCode: 'de-DE' },
  en: { VoiceId: 'Joanna', Engine: 'neural', LanguageCode: 'en-US' },
  es: { VoiceId: 'Lucia', Engine: 'neural', LanguageCode: 'es-ES' },
  fr: { VoiceId: 'Lea', Engine: 'neural', LanguageCode: 'fr-FR' },
  hi: { VoiceId: 'Kajal', Engine: 'neural', LanguageCode: 'hi-IN' },
  it: { VoiceId: 'Bianca', Engine: 'neural', LanguageCode: 'it-IT' },
  ja: { VoiceId: 'Kazuha', Engine: 'neural', LanguageCode: 'ja-JP' },
  ko: { VoiceId: 'Seoyeon', Engine: 'neural', LanguageCode: 'ko-KR' },
  pt: { VoiceId: 'Camila', Engine: 'neural', LanguageCode: 'pt-BR' },
  ru: { VoiceId: 'Tatyana', Engine: 'standard', LanguageCode: 'ru-RU' },
  zh: { VoiceId: 'Zhiyu', Engine: 'neural', LanguageCode: 'cmn-CN' },
};

/** The voice of a language without region (`es`), or undefined. */
export function pollyVoice(language: string): PollyVoice | undefined {
  return Object.hasOwn(VOICES, language) ? VOICES[language] : undefined;
}
