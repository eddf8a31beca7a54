/** The listener's texts in all languages: complete, really translated, in each language's own typography. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TARGET_LANGUAGES, type TargetLanguage } from '../../src/protocol/languages.ts';
import { textsIn } from '../../web/src/texts/locale.ts';

type Say = (value: unknown) => string;
type Flat = ReadonlyMap<string, string | Say>;

const OTHERS = TARGET_LANGUAGES.filter((code) => code !== 'en');
/** What functions are called with when their text does not matter. */
const EXAMPLE = 'golden-eagle-427';
/** Texts that are the same word in another language. */
const SAME: Readonly<Partial<Record<TargetLanguage, readonly string[]>>> = {
  de: ['keep.text', 'server.summary', 'status.onAir'],
  fr: ['bar.volume'],
  pt: ['bar.volume'],
  it: ['bar.volume', 'server.summary'],
  ca: ['keep.text', 'bar.label'],
  gl: ['bar.volume'],
};
/** Small words that no text can do without in English, and that none of the other languages has. */
const ENGLISH =
  /(?<!\p{L})(the|and|of|is|are|have|not|you|your|this|that|with|been|from|cannot|there|what|which)(?!\p{L})/iu;
/** Names and addresses may stand in Latin letters everywhere. */
const LATIN_NAMES = /Rostrum|https?|wss|golden-eagle-427/g;
const NOT_LATIN: readonly TargetLanguage[] = ['ja', 'ko', 'zh', 'ar'];
/** Signs of East Asia are twice as wide as letters. */
const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]/g;
/** How much longer than in English a text may be that has one line. */
const MOST_LENGTH = 2.2;
/** Numbers that together have every form of every language. */
const COUNTS = [0, 1, 2, 3, 5, 11, 20, 99, 100, 101, 1_000_000];
/** Arabic says none, one and two by words. */
const IN_WORDS: Readonly<Partial<Record<TargetLanguage, readonly number[]>>> = { ar: [0, 1, 2] };

/** What a language never writes: another language's quotes, spaces, and signs. */
const WRONG: Readonly<Partial<Record<TargetLanguage, RegExp>>> = {
  fr: /[^\u00a0\s]:(?!\/\/)\s|[^\u202f][?!;]| [?!;:](?!\/)/u,
  es: /^[^¿]*\?|^[^¡]*!/u,
  ar: /[,;?]/u,
  ja: /[,?!]|\. |\.$/u,
  zh: /[,;?!]|\. |\.$/u,
};

async function flatTexts(code: TargetLanguage): Promise<Flat> {
  const flat = new Map<string, string | Say>();
  const add = (value: unknown, path: string): void => {
    if (typeof value === 'string' || typeof value === 'function') flat.set(path, value as string | Say);
    else for (const [key, inner] of Object.entries(Object(value))) add(inner, path === '' ? key : `${path}.${key}`);
  };
  add(await textsIn(code), '');
  return flat;
}

const said = (text: string | Say | undefined, value: unknown = EXAMPLE): string =>
  typeof text === 'function' ? text(value) : (text ?? '');
const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

const english = await flatTexts('en');
/** A text with a number makes "not a number" of anything else. */
const PLURALS = [...english]
  .filter(([, text]) => typeof text === 'function' && /NaN/.test(text('x')))
  .map(([key]) => key);
const isPlural = (key: string): boolean => PLURALS.includes(key);

for (const code of OTHERS) {
  const flat = await flatTexts(code);
  const each = [...flat].map(([key, text]) => [key, isPlural(key) ? said(text, 3) : said(text)] as const);

  test(`${code} has the texts that English has, with the same parameters`, () => {
    assert.deepEqual([...flat.keys()].sort(), [...english.keys()].sort());
    for (const [key, text] of english) {
      const own = flat.get(key);
      assert.equal(typeof own, typeof text, key);
      if (typeof text === 'function') assert.equal((own as Say).length, text.length, key);
    }
  });

  test(`${code} is translated: its texts are not English`, () => {
    const same = [...flat].filter(([key, text]) => said(text) === said(english.get(key))).map(([key]) => key);
    assert.deepEqual(
      same.filter((key) => !SAME[code]?.includes(key)),
      [],
    );
    for (const [key, text] of each) assert.doesNotMatch(text, ENGLISH, key);
    if (!NOT_LATIN.includes(code)) return;
    for (const [key, text] of each) assert.doesNotMatch(text.replaceAll(LATIN_NAMES, ''), /[A-Za-z]/, key);
  });

  test(`${code} says what it is given`, () => {
    for (const [key, text] of flat) {
      if (typeof text === 'function' && !isPlural(key)) assert.ok(text(EXAMPLE).includes(EXAMPLE), key);
    }
  });

  test(`${code} has the form of every number`, () => {
    const numbers = new Intl.NumberFormat(code);
    assert.ok(PLURALS.length >= 2);
    for (const key of PLURALS) {
      const forms = new Set<string>();
      for (const count of COUNTS) {
        const form = said(flat.get(key), count);
        const isInWords = IN_WORDS[code]?.includes(count) === true;
        assert.ok(isInWords || form.includes(numbers.format(count)), `${key}: ${form}`);
        assert.doesNotMatch(form, /#/, key);
        forms.add(form.replace(numbers.format(count), '#'));
      }
      const categories = new Set(COUNTS.map((count) => new Intl.PluralRules(code).select(count)));
      assert.equal(forms.size, categories.size, `${key} has the forms ${[...forms].join(', ')}`);
    }
  });

  test(`${code} has room: texts of one line are at most ${MOST_LENGTH} times as long as in English`, () => {
    for (const [key, text] of each) {
      if (!/^(bar|status|connection)\./.test(key)) continue;
      const most = MOST_LENGTH * said(english.get(key), 3).length;
      assert.ok(widthOf(text) <= most, `${key}: "${text}" is longer than ${most}`);
    }
  });

  test(`${code} is set as it is printed: its quotes, dots, spaces and signs`, () => {
    for (const [key, text] of each) {
      assert.doesNotMatch(text, /['"#]|\.\.\.| {2}|^\s|\s$/, `${key}: ${text}`);
      const wrong = WRONG[code];
      const plain = text.replaceAll(/(https?|wss):\/\/|[\u2066-\u2069]/g, '').replaceAll(EXAMPLE, '');
      if (wrong) assert.doesNotMatch(plain, wrong, `${key}: ${text}`);
    }
  });
}
