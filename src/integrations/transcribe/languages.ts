/** Amazon Transcribe's codes for the source languages. */
import type { LanguageCode } from '@aws-sdk/client-transcribe-streaming';
import type { SourceLanguage } from '../../protocol/languages.ts';

export const TRANSCRIBE_LANGUAGES: Readonly<Record<SourceLanguage, LanguageCode>> = {
  en: 'en-US',
  es: 'es-ES',
  fr: 'fr-FR',
  de: 'de-DE',
  it: 'it-IT',
  pt: 'pt-BR',
  ja: 'ja-JP',
  ko: 'ko-KR',
  zh: 'zh-CN',
  ar: 'ar-SA',
  hi: 'hi-IN',
  ru: 'ru-RU',
};

/** @returns the service's code; undefined for a language that is not in the table. */
export function transcribeLanguage(sourceLanguage: string): LanguageCode | undefined {
  return Object.hasOwn(TRANSCRIBE_LANGUAGES, sourceLanguage)
    ? TRANSCRIBE_LANGUAGES[sourceLanguage as SourceLanguage]
    : undefined;
}
