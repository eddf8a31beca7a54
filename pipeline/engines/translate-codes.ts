/** Converts a language code, however it is written, to Amazon Translate's code of the region, or else of the language. */
import { baseLanguage } from '../language-code.ts';

/** Languages of the service, without region. Languages of the wire contract that it lacks (gl, eo) are not here. */
const LANGUAGES = new Set(
  (
    'af sq am ar hy az bn bs bg ca zh hr cs da nl en et fa tl fi fr ka de el gu ht ha he hi hu is id ga it ja kn kk ko lv lt ' +
    'mk ms ml mt mr mn no ps pl pt pa ro ru sr si sk sl so es sw sv ta te th tr uk ur uz vi cy'
  ).split(' '),
);

/** Regions that have their own code in the service. */
const REGIONAL = ['es-MX', 'fa-AF', 'fr-CA', 'pt-PT', 'zh-TW'];

/** Codes that have another name in the service. */
const SAME_AS: Readonly<Record<string, string>> = { fil: 'tl', nb: 'no', nn: 'no' };

/** Codes of Chinese in traditional characters. */
const TRADITIONAL_CHINESE = /^(zh|zho|cmn)[-_](hant\b|hk$|mo$)/i;

/** @returns the service's code. Undefined: it does not have the language. */
export function translateCode(code: string): string | undefined {
  if (TRADITIONAL_CHINESE.test(code)) return 'zh-TW';
  const language = baseLanguage(code);
  const base = SAME_AS[language] ?? language;
  const region = code.split(/[-_]/).slice(1).at(-1)?.toUpperCase();
  const regional = `${base}-${region}`;
  if (REGIONAL.includes(regional)) return regional;
  return LANGUAGES.has(base) ? base : undefined;
}
