/** What the poster's address says. Pure. */
import { TARGET_LANGUAGES, type TargetLanguage } from '../../../src/protocol/languages.ts';
import { parseServer } from '../reach.ts';
import { tidyCode } from '../session-code.ts';

export interface PosterSettings {
  /** In lower case, with a hyphen for blanks. Empty: none. */
  readonly code: string;
  /** Each once, in the order of the address. Undefined: all that the server offers. */
  readonly languages: readonly TargetLanguage[] | undefined;
  /** Another server's address, http(s) or ws(s). Undefined: the page's own server. */
  readonly server: string | undefined;
}

/** Never throws. Unknown languages are left out. */
export function readPosterAddress(query: URLSearchParams): PosterSettings {
  const languages = knownLanguages((query.get('languages') ?? '').split(','));
  return {
    code: tidyCode(query.get('code') ?? ''),
    languages: languages.length > 0 ? languages : undefined,
    server: parseServer(query.get('server') ?? ''),
  };
}

/** @returns those of the wire contract, each once. */
export function knownLanguages(codes: readonly string[]): readonly TargetLanguage[] {
  const named = new Set(codes.map((code) => code.trim().toLowerCase()));
  return [...named].filter((code): code is TargetLanguage => (TARGET_LANGUAGES as readonly string[]).includes(code));
}

/** How large a sheet's letters are: with more languages all still fits on one page. */
export function crowdOf(languages: number): 'few' | 'some' | 'many' {
  if (languages <= 3) return 'few';
  return languages <= 6 ? 'some' : 'many';
}
