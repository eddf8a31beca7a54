/** Reads a server's answer at /health. The answer of another server may lack any member. */
import { SOURCE_LANGUAGES, TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { recogniserText, understandsPeople } from '../../src/protocol/recogniser-text.ts';

/** What a server can do for a target language: spoken translation, translated text, or nothing. */
export type Offer = 'speech' | 'captions' | 'none';

/** Why nobody can speak on a server. */
export type NobodySpeaks = 'noRecogniser' | 'noSourceLanguage';

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
  /** Undefined: somebody can speak there. */
  readonly whyNobodySpeaks: NobodySpeaks | undefined;
  /** Where other machines reach it, if it is on this one; empty: they do not. Undefined: it does not say. */
  readonly addresses: readonly string[] | undefined;
  /** It has the page that shows what happens inside, for whoever asks. */
  readonly hasInside: boolean;
  /** @param language A target language. One that the server does not name is taken to have speech. */
  offers(language: string): Offer;
}

export const UNKNOWN: ServerInfo = {
  isKnown: false,
  givesTokens: false,
  sourceLanguages: SOURCE_LANGUAGES,
  targetLanguages: TARGET_LANGUAGES,
  recogniser: [],
  understandsPeople: true,
  whyNobodySpeaks: undefined,
  addresses: undefined,
  hasInside: false,
  offers: () => 'speech',
};

/** Languages in which listeners get at least text. */
export function offeredBy({ targetLanguages, offers }: ServerInfo): string[] {
  return targetLanguages.filter((language) => offers(language) !== 'none');
}

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
    addresses: Array.isArray(said.addresses) ? said.addresses.map(String) : undefined,
    hasInside: said.inside === true,
    offers: readOffers(said.targets),
  };
}

/** An empty list is kept: it means that there are none. */
function readList(value: unknown, fallback: readonly string[]): readonly string[] {
  return Array.isArray(value) ? value.map(String) : fallback;
}

const OFFERS: readonly unknown[] = ['speech', 'captions', 'none'] satisfies Offer[];

/** @param said `targets` of the answer: older servers do not have it. */
function readOffers(said: unknown): ServerInfo['offers'] {
  const known = new Map<string, Offer>();
  for (const each of Array.isArray(said) ? said : []) {
    const { code, offers } = Object(each) as { code?: unknown; offers?: unknown };
    if (typeof code === 'string' && isOffer(offers)) known.set(code, offers);
  }
  return (language) => known.get(language) ?? 'speech';
}

function isOffer(value: unknown): value is Offer {
  return OFFERS.includes(value);
}

function whyNobodySpeaks(engine: string | undefined, sourceLanguages: readonly string[]): NobodySpeaks | undefined {
  if (engine === 'none') return 'noRecogniser';
  return sourceLanguages.length === 0 ? 'noSourceLanguage' : undefined;
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
