/**
 * TARGET_OFFERS: the operator's list of what the pipeline makes for each target language, for a pipeline that cannot be
 * asked.
 */
import { TARGET_OFFERS, type TargetOffer } from '../../protocol/http-messages.ts';
import { TARGET_LANGUAGES } from '../../protocol/languages.ts';
import { list } from './list.ts';

const ENTRY = /^([a-z]{2,3})=(\w+)$/;

/**
 * @param text Such as `es=speech,gl=captions`. @returns the offer of every language; speech if the text does not name
 * it.
 */
export function parseTargetOffers(text: string | undefined, languages: readonly string[]): readonly TargetOffer[] {
  const named = new Map(list(text).map((entry) => entry.split('=') as [string, TargetOffer['offers']]));
  return languages.map((code) => ({ code, offers: named.get(code) ?? 'speech' }));
}

/** @returns one line for each wrong entry. */
export function problemsOfTargetOffers(text: string | undefined): string[] {
  return list(text).flatMap((entry) => {
    const [, code = '', offer = ''] = ENTRY.exec(entry) ?? [];
    if (code === '') return [`TARGET_OFFERS: "${entry}" is not of the form es=speech`];
    if (!(TARGET_LANGUAGES as readonly string[]).includes(code)) {
      return [`TARGET_OFFERS names "${code}", which is not one of ${TARGET_LANGUAGES.join(' ')}`];
    }
    if (!(TARGET_OFFERS as readonly string[]).includes(offer)) {
      return [`TARGET_OFFERS: ${code} offers ${TARGET_OFFERS.join(', ')}, not "${offer}"`];
    }
    return [];
  });
}
