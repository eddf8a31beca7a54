/** The sheet that hangs at the door: the QR code, the session's code, and how to listen, in each language. */
import type { TargetLanguage } from '../../../src/protocol/languages.ts';
import { el } from '../dom.ts';
import { qrCode } from '../qr.ts';
import { directionOf, textsIn } from '../texts/locale.ts';
import { ownName } from '../texts/names.ts';
import { POSTER } from '../texts/poster.ts';
import { crowdOf } from './poster-settings.ts';

export interface SheetFacts {
  readonly code: string;
  /** The link with which people listen. */
  readonly link: string;
  readonly languages: readonly TargetLanguage[];
}

/** Rejects when the texts of a language cannot be loaded. */
export async function makeSheet({ code, link, languages }: SheetFacts): Promise<HTMLElement> {
  const crowd = crowdOf(languages.length);
  const items = await Promise.all(languages.map((language) => itemIn(language, crowd === 'few')));
  return el(
    'article',
    { class: 'sheet', 'aria-label': POSTER.sheet, 'data-crowd': crowd },
    qrCode(link, POSTER.qr),
    el('p', { class: 'code' }, el('strong', { 'data-code': '' }, code)),
    el('p', { class: 'address', dir: 'ltr' }, withoutQuery(link)),
    el('ul', { class: 'languages' }, ...items),
  );
}

/** @param isLong with every step; otherwise with what matters most. */
async function itemIn(language: TargetLanguage, isLong: boolean): Promise<HTMLElement> {
  const { poster } = await textsIn(language);
  return el(
    'li',
    { lang: language, dir: directionOf(language), 'data-language': language },
    el('h2', {}, poster.heading),
    isLong ? el('p', {}, `${poster.scan} · ${poster.choose}`) : undefined,
    el('p', {}, isLong ? poster.earphones : `${ownName(language)} · ${poster.earphones}`),
  );
}

/** For people who type it: the code is above. */
function withoutQuery(link: string): string {
  const { host, pathname } = new URL(link);
  return `${host}${pathname}`;
}
