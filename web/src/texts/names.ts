/** Names of languages, and numbers, as the page's language writes them. */
import { spokenLike } from './kin.ts';
import { locale } from './locale.ts';

/** @param code ISO 639-1. @returns its name in the page's language. */
export function languageName(code: string): string {
  return nameIn(code, locale());
}

/** Own names that browsers do not have. */
const OWN_NAMES: Readonly<Record<string, string>> = { gl: 'Galego', eo: 'Esperanto' };

/** @param code ISO 639-1. @returns its name in its own language and script, as it stands at the start of a line. */
export function ownName(code: string): string {
  const own = OWN_NAMES[code];
  if (own !== undefined) return own;
  const name = nameIn(code, code);
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

/** A browser that does not know the language or its name: English, or else the code. */
function nameIn(code: string, language: string): string {
  return namesIn(language).of(code) ?? ENGLISH.of(code) ?? code;
}

/** Making one takes longer than all its names: lists of languages are sorted by them. By the language they are in. */
const names = new Map<string, Intl.DisplayNames>();
const ENGLISH = new Intl.DisplayNames(['en'], { type: 'language' });

function namesIn(language: string): Intl.DisplayNames {
  const made =
    names.get(language) ?? new Intl.DisplayNames(spokenLike(language), { type: 'language', fallback: 'none' });
  names.set(language, made);
  return made;
}

/** @param ms Shown with one decimal. */
export function seconds(ms: number): string {
  return unit(ms / 1_000, 'second', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** @param ms Shown without decimals, rounded up. */
export function wholeSeconds(ms: number): string {
  return unit(Math.ceil(ms / 1_000), 'second', {});
}

/** @param share 0..1 */
export function percent(share: number): string {
  return new Intl.NumberFormat(spokenLike(locale()), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

function unit(value: number, name: string, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(spokenLike(locale()), {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    ...options,
  }).format(value);
}
