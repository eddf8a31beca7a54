/**
 * The language that the page speaks. English is in the page; another is loaded when it is first wanted. Texts that were
 * given as functions are said again when the language changes (`said.ts`). Makes no calls to the document.
 */
import { TARGET_LANGUAGES, type TargetLanguage } from '../../../src/protocol/languages.ts';
import type { ListenerTexts } from './listener-texts.ts';
import { texts as english } from './locales/en.ts';

/** A text of the page, in whatever language the page speaks. */
export type Text = (texts: ListenerTexts) => string;
/** A text: as it stands, or in the page's language. */
export type Words = string | Text;

type Loaded = Promise<{ readonly texts: ListenerTexts }>;

const LOADERS: Readonly<Record<TargetLanguage, () => Loaded>> = {
  en: async () => ({ texts: english }),
  es: () => import('./locales/es.ts'),
  fr: () => import('./locales/fr.ts'),
  de: () => import('./locales/de.ts'),
  pt: () => import('./locales/pt.ts'),
  it: () => import('./locales/it.ts'),
  ja: () => import('./locales/ja.ts'),
  ko: () => import('./locales/ko.ts'),
  zh: () => import('./locales/zh.ts'),
  ar: () => import('./locales/ar.ts'),
  ca: () => import('./locales/ca.ts'),
  gl: () => import('./locales/gl.ts'),
  eo: () => import('./locales/eo.ts'),
};
const RIGHT_TO_LEFT: readonly string[] = ['ar'];

let present: { readonly code: TargetLanguage; readonly texts: ListenerTexts } = { code: 'en', texts: english };
/** The language that was asked for last: an earlier one that loads slowly does not come after it. */
let wanted: TargetLanguage = 'en';
const listeners = new Set<() => void>();

export function texts(): ListenerTexts {
  return present.texts;
}

/** ISO 639-1. */
export function locale(): TargetLanguage {
  return present.code;
}

/** @returns the language if the page has texts in it: of `pt-BR`, `pt`. */
export function asLocale(code: string | null | undefined): TargetLanguage | undefined {
  const plain = code?.toLowerCase().split(/[-_]/)[0];
  return TARGET_LANGUAGES.find((each) => each === plain);
}

/** Makes the page speak a language. Without the file for it (the network is gone), the page stays as it is. */
export async function speakLocale(code: TargetLanguage): Promise<void> {
  wanted = code;
  const loaded = await LOADERS[code]().catch(() => undefined);
  if (loaded === undefined || wanted !== code) return;
  present = { code, texts: loaded.texts };
  for (const listener of listeners) listener();
}

/** Calls the listener after each change of language. */
export function onLocale(listener: () => void): void {
  listeners.add(listener);
}

/** The texts of a language, whatever the page speaks: for what is shown in several languages. */
export async function textsIn(code: TargetLanguage): Promise<ListenerTexts> {
  return (await LOADERS[code]()).texts;
}

/** In which direction a language is written. */
export function directionOf(code: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(code) ? 'rtl' : 'ltr';
}

/** @returns the text in the page's language. */
export function wordsOf(words: Words): string {
  return typeof words === 'string' ? words : words(present.texts);
}
