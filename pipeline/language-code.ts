/** Converts language codes to one form, so that en, en-US and eng are the same. Does not decide what is supported. */

const TWO_LETTERS: Readonly<Record<string, string>> = {
  afr: 'af',
  ara: 'ar',
  arg: 'an',
  ast: 'ast',
  bel: 'be',
  bre: 'br',
  bul: 'bg',
  cat: 'ca',
  cmn: 'zh',
  cym: 'cy',
  dan: 'da',
  deu: 'de',
  eng: 'en',
  epo: 'eo',
  eus: 'eu',
  fra: 'fr',
  glg: 'gl',
  hin: 'hi',
  isl: 'is',
  ita: 'it',
  jpn: 'ja',
  kor: 'ko',
  mkd: 'mk',
  nld: 'nl',
  nno: 'nn',
  nob: 'nb',
  oci: 'oc',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
  slv: 'sl',
  spa: 'es',
  srd: 'sc',
  swe: 'sv',
  ukr: 'uk',
  urd: 'ur',
  zho: 'zh',
};

/** @returns the language without region or script, in two letters if ISO 639-1 has them: `en-US` and `eng` give `en`. */
export function baseLanguage(code: string): string {
  const first = code.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return TWO_LETTERS[first] ?? first;
}
