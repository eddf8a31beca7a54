/** Reads what a server says of itself at /health; another server's may lack anything. */
import { SOURCE_LANGUAGES, TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { recogniserText, understandsPeople } from '../../src/protocol/recogniser-text.ts';
import { TEXTS } from './texts.ts';

/** What a server says of itself. */
export interface ServerFacts {
  /** It answered; else the rest is what the wire contract has. */
  readonly isKnown: boolean;
  /** It gives anybody a token. */
  readonly givesTokens: boolean;
  readonly sourceLanguages: readonly string[];
  readonly targetLanguages: readonly string[];
  /** What recognises speech there, in lines for people; empty where it does not say. */
  readonly recogniser: readonly string[];
  /** Its recogniser is up to people's voices. */
  readonly understandsPeople: boolean;
  /** Why nobody can speak there, for people; undefined where they can. */
  readonly whyNobodySpeaks: string | undefined;
}

export const UNKNOWN: ServerFacts = {
  isKnown: false,
  givesTokens: false,
  sourceLanguages: SOURCE_LANGUAGES,
  targetLanguages: TARGET_LANGUAGES,
  recogniser: [],
  understandsPeople: true,
  whyNobodySpeaks: undefined,
};

/** What it does not say is taken from the wire contract. */
export function factsOf(said: Readonly<Record<string, unknown>>): ServerFacts {
  const sourceLanguages = listOf(said.sourceLanguages, SOURCE_LANGUAGES);
  return {
    isKnown: true,
    givesTokens: said.mode === 'embedded',
    sourceLanguages,
    targetLanguages: listOf(said.targetLanguages, TARGET_LANGUAGES),
    recogniser: recogniserOf(said.asr),
    understandsPeople: understandsPeople(engineOf(said.asr)),
    whyNobodySpeaks: whyNobodySpeaks(engineOf(said.asr), sourceLanguages),
  };
}

/** An empty list is an answer: there is none. */
function listOf(value: unknown, fallback: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.map(String) : fallback;
}

function whyNobodySpeaks(engine: string | undefined, sourceLanguages: readonly string[]): string | undefined {
  if (engine === 'none') return TEXTS.speak.noRecogniser;
  return sourceLanguages.length === 0 ? TEXTS.speak.noSourceLanguage : undefined;
}

/** @param said Its `asr`; a server that has none may be another program, or of another version. */
function recogniserOf(said: unknown): readonly string[] {
  const { engine, model, languages, note } = Object(said) as Record<string, unknown>;
  if (typeof engine !== 'string' || typeof model !== 'string' || !Array.isArray(languages)) return [];
  const known = SOURCE_LANGUAGES.filter((language) => languages.includes(language));
  return recogniserText({ engine, model, languages: known, ...(typeof note === 'string' ? { note } : {}) });
}

/** @param asr Of the health answer. @returns undefined where it names none. */
function engineOf(asr: unknown): string | undefined {
  return (asr as { engine?: string } | null | undefined)?.engine;
}
