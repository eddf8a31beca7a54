/** Reads a server's answer at /health. The answer of another server may lack any member. */
import { SOURCE_LANGUAGES, TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { recogniserText, understandsPeople } from '../../src/protocol/recogniser-text.ts';
import { TEXTS } from './texts.ts';

/** What a server says of itself. */
export interface ServerInfo {
  /** It answered. If not, the other members have the wire contract's values. */
  readonly isKnown: boolean;
  /** It gives anybody a token. */
  readonly givesTokens: boolean;
  readonly sourceLanguages: readonly string[];
  readonly targetLanguages: readonly string[];
  /** Its recogniser, in lines for people. Empty: it does not say. */
  readonly recogniser: readonly string[];
  /** Its recogniser understands people's voices. */
  readonly understandsPeople: boolean;
  /** The reason, for people, why nobody can speak there. Undefined: they can. */
  readonly whyNobodySpeaks: string | undefined;
}

export const UNKNOWN: ServerInfo = {
  isKnown: false,
  givesTokens: false,
  sourceLanguages: SOURCE_LANGUAGES,
  targetLanguages: TARGET_LANGUAGES,
  recogniser: [],
  understandsPeople: true,
  whyNobodySpeaks: undefined,
};

/** Members that are missing in the answer get the wire contract's values. */
export function parseServerInfo(said: Readonly<Record<string, unknown>>): ServerInfo {
  const sourceLanguages = readList(said.sourceLanguages, SOURCE_LANGUAGES);
  return {
    isKnown: true,
    givesTokens: said.mode === 'embedded',
    sourceLanguages,
    targetLanguages: readList(said.targetLanguages, TARGET_LANGUAGES),
    recogniser: readRecogniser(said.asr),
    understandsPeople: understandsPeople(readEngine(said.asr)),
    whyNobodySpeaks: whyNobodySpeaks(readEngine(said.asr), sourceLanguages),
  };
}

/** An empty list is kept: it means that there are none. */
function readList(value: unknown, fallback: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.map(String) : fallback;
}

function whyNobodySpeaks(engine: string | undefined, sourceLanguages: readonly string[]): string | undefined {
  if (engine === 'none') return TEXTS.speak.noRecogniser;
  return sourceLanguages.length === 0 ? TEXTS.speak.noSourceLanguage : undefined;
}

/** @param said `asr` of the answer. It may be missing in another program or another version. */
function readRecogniser(said: unknown): readonly string[] {
  const { engine, model, languages, note } = Object(said) as Record<string, unknown>;
  if (typeof engine !== 'string' || typeof model !== 'string' || !Array.isArray(languages)) return [];
  const known = SOURCE_LANGUAGES.filter((language) => languages.includes(language));
  return recogniserText({ engine, model, languages: known, ...(typeof note === 'string' ? { note } : {}) });
}

/** @param asr of the answer. @returns undefined if it names no engine. */
function readEngine(asr: unknown): string | undefined {
  return (asr as { engine?: string } | null | undefined)?.engine;
}
