/** Whether a server can give the demo, and in which languages. Pure. */
import type { ServerInfo } from '../../server-info.ts';
import type { NoDemo } from '../../texts/start.ts';

/** The talk's language. */
export const SPOKEN = 'en';
/** So many languages are offered: the likeliest. */
const MOST = 6;
/** After those that the browser's settings name. */
const LIKELY = ['es', 'fr', 'de', 'ca', 'pt', 'it', 'gl', 'eo', 'ar', 'ja', 'ko', 'zh'];

export type DemoOffer = { readonly languages: readonly string[] } | { readonly why: NoDemo };

/** @param preferred BCP 47 tags of the browser's settings, best first. */
export function demoOffer(info: ServerInfo, preferred: readonly string[]): DemoOffer {
  if (!info.isKnown) return { why: 'unreachable' };
  if (!info.givesTokens) return { why: 'needsToken' };
  if (info.whyNobodySpeaks !== undefined) return { why: 'noRecogniser' };
  if (!info.sourceLanguages.includes(SPOKEN)) return { why: 'noEnglish' };
  const order = [...preferred.map((tag) => tag.split('-')[0] ?? ''), ...LIKELY];
  const spoken = info.targetLanguages.filter((code) => code !== SPOKEN && info.offers(code) === 'speech');
  const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
  const languages = [...spoken].sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
  return languages.length === 0 ? { why: 'noVoice' } : { languages };
}
