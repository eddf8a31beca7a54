/** The Amazon Polly voice of each language. Languages that are not listed have none. */
import type { Engine, LanguageCode, VoiceId } from '@aws-sdk/client-polly';
import { baseLanguage } from '../language-code.ts';

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

/** Regions with their own voice. Other regions have the language's voice. */
const REGIONAL: Readonly<Record<string, PollyVoice>> = {
  'de-AT': { VoiceId: 'Hannah', Engine: 'neural', LanguageCode: 'de-AT' },
  'en-AU': { VoiceId: 'Olivia', Engine: 'neural', LanguageCode: 'en-AU' },
  'en-GB': { VoiceId: 'Amy', Engine: 'neural', LanguageCode: 'en-GB' },
  'en-IN': { VoiceId: 'Kajal', Engine: 'neural', LanguageCode: 'en-IN' },
  'en-NZ': { VoiceId: 'Aria', Engine: 'neural', LanguageCode: 'en-NZ' },
  'es-MX': { VoiceId: 'Mia', Engine: 'neural', LanguageCode: 'es-MX' },
  'es-US': { VoiceId: 'Lupe', Engine: 'neural', LanguageCode: 'es-US' },
  'fr-CA': { VoiceId: 'Gabrielle', Engine: 'neural', LanguageCode: 'fr-CA' },
  'pt-PT': { VoiceId: 'Ines', Engine: 'neural', LanguageCode: 'pt-PT' },
};

/** @returns the voice of a region (`pt-PT`, `pt_pt`) if it has its own, or else of its language. Undefined: there is none. */
export function pollyVoice(code: string): PollyVoice | undefined {
  const base = baseLanguage(code);
  const region = code.split(/[-_]/).slice(1).at(-1)?.toUpperCase();
  const regional = `${base}-${region}`;
  if (Object.hasOwn(REGIONAL, regional)) return REGIONAL[regional];
  return Object.hasOwn(VOICES, base) ? VOICES[base] : undefined;
}
