/** What the screen's address says: read from its query, and written into one. Pure. */
import { TARGET_LANGUAGES } from '../../../src/protocol/languages.ts';
import { parseServer } from '../reach.ts';
import { tidyCode } from '../session-code.ts';
import { isColour, toHex } from './colours.ts';

/** Stands among the languages for the speaker's own words. */
export const ORIGINAL = 'original';
export const MOST_LANGUAGES = 4;
export const MOST_LINES = 6;
export const ALIGNS = ['left', 'center', 'right'] as const;
export const QR_PLACES = ['off', 'corner'] as const;

/** Letters' size: px of the screen, or vw, hundredths of its width. */
export interface Size {
  readonly value: number;
  readonly unit: 'px' | 'vw';
}

export interface ScreenSettings {
  /** As it was typed, in lower case, with a hyphen for blanks. Empty: none. */
  readonly code: string;
  /** Target languages, or ORIGINAL. From 1 to MOST_LANGUAGES, each once. */
  readonly languages: readonly string[];
  /** Lines of each language, 1 to MOST_LINES. */
  readonly lines: number;
  readonly size: Size;
  /** `transparent`, or #rrggbb. */
  readonly background: string;
  /** #rrggbb. Undefined: black or white, as the background needs it. */
  readonly color: string | undefined;
  /** Left: where a line begins, for Arabic on the right; words that are added then move nothing. Right: the other side. */
  readonly align: (typeof ALIGNS)[number];
  readonly qr: (typeof QR_PLACES)[number];
  /** Another server's address, http(s) or ws(s). Undefined: the page's own server. */
  readonly server: string | undefined;
  /** Host and port in the listeners' link, of those where the server is reached. Undefined: the likeliest. */
  readonly address: string | undefined;
}

export const DEFAULTS: ScreenSettings = {
  code: '',
  languages: [ORIGINAL],
  lines: 2,
  size: { value: 4, unit: 'vw' },
  background: '#000000',
  color: undefined,
  align: 'left',
  qr: 'off',
  server: undefined,
  address: undefined,
};

const LIMITS = { px: [12, 400], vw: [0.5, 20] } as const;
/** Of a wrong value no more is shown. */
const SHOWN_LENGTH = 24;

export interface ScreenAddress {
  readonly settings: ScreenSettings;
  /** Parameters that were not understood, as `name=value`; a default stands in for each. */
  readonly wrong: readonly string[];
}

/** Never throws. Parameters that are absent or empty have their defaults; unknown ones are ignored. */
export function readScreenAddress(query: URLSearchParams): ScreenAddress {
  const wrong: string[] = [];
  const read = <T>(name: string, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = query.get(name)?.trim() ?? '';
    if (text === '') return fallback;
    const value = parse(text);
    if (value === undefined) wrong.push(`${name}=${shorten(text)}`);
    return value ?? fallback;
  };
  const settings: ScreenSettings = {
    code: read('code', DEFAULTS.code, tidyCode),
    languages: readLanguages(query.get('languages') ?? '', wrong),
    lines: read('lines', DEFAULTS.lines, parseLines),
    size: read('size', DEFAULTS.size, parseSize),
    background: read('background', DEFAULTS.background, (text) =>
      text.toLowerCase() === 'transparent' ? 'transparent' : parseColour(text),
    ),
    color: read('color', DEFAULTS.color, parseColour),
    align: read('align', DEFAULTS.align, oneOf(ALIGNS)),
    qr: read('qr', DEFAULTS.qr, oneOf(QR_PLACES)),
    server: read('server', DEFAULTS.server, parseServer),
    address: read('address', DEFAULTS.address, parseAddress),
  };
  return { settings, wrong };
}

/** @returns the query with what differs from the defaults. */
export function toScreenQuery(settings: ScreenSettings): URLSearchParams {
  const standard: Partial<Record<string, string>> = toTexts(DEFAULTS);
  return new URLSearchParams(
    Object.entries(toTexts(settings)).filter(([name, text]) => text !== '' && text !== standard[name]),
  );
}

function toTexts({ code, languages, lines, size, background, color, align, qr, server, address }: ScreenSettings) {
  return {
    code,
    languages: languages.join(),
    lines: String(lines),
    size: `${size.value}${size.unit}`,
    background: withoutHash(background),
    color: withoutHash(color ?? ''),
    ...{ align, qr, server: server ?? '', address: address ?? '' },
  };
}

function readLanguages(text: string, wrong: string[]): readonly string[] {
  const named = [...new Set(text.split(',').map((part) => part.trim().toLowerCase()))].filter((part) => part !== '');
  const known = named.filter((name) => name === ORIGINAL || (TARGET_LANGUAGES as readonly string[]).includes(name));
  const shown = known.slice(0, MOST_LANGUAGES);
  const refused = named.filter((name) => !shown.includes(name));
  if (refused.length > 0) wrong.push(`languages=${shorten(refused.join())}`);
  return shown.length > 0 ? shown : DEFAULTS.languages;
}

function parseLines(text: string): number | undefined {
  const lines = Number(text);
  return Number.isInteger(lines) && lines >= 1 && lines <= MOST_LINES ? lines : undefined;
}

/** A number alone is in px. */
function parseSize(text: string): Size | undefined {
  const [, digits, suffix = 'px'] = /^(\d{1,4}(?:\.\d{1,2})?)(px|vw)?$/i.exec(text) ?? [];
  const unit = suffix.toLowerCase() === 'vw' ? 'vw' : 'px';
  const value = Number(digits);
  const [least, most] = LIMITS[unit];
  return value >= least && value <= most ? { value, unit } : undefined;
}

function parseColour(text: string): string | undefined {
  return isColour(text) ? toHex(text) : undefined;
}

function parseAddress(text: string): string | undefined {
  const url = `http://${text}`;
  return URL.canParse(url) && new URL(url).host === text ? text : undefined;
}

function oneOf<T extends string>(values: readonly T[]): (text: string) => T | undefined {
  return (text) => values.find((value) => value === text.toLowerCase());
}

/** A # would begin the address's fragment if somebody typed it so. */
function withoutHash(colour: string): string {
  if (colour === '#000000') return 'black';
  return colour === '#ffffff' ? 'white' : colour.replace('#', '');
}

function shorten(text: string): string {
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
