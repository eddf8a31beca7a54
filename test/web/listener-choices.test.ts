/** What a listener's page makes of an address, of what was chosen before, and of the browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDisplay, SIZE_PX, toSize, writeDisplay } from '../../web/src/listen/display-settings.ts';
import { languageOf, orderLanguages } from '../../web/src/listen/language-order.ts';
import { Remembered } from '../../web/src/remembered.ts';

const NAMES: Readonly<Record<string, string>> = {
  es: 'español',
  ca: 'català',
  en: 'English',
  de: 'Deutsch',
  ar: 'العربية',
};
const OFFERED = Object.keys(NAMES);
const order = (...likely: (string | undefined | null)[]) =>
  orderLanguages(OFFERED, likely, (code) => NAMES[code] ?? code);

test('the likeliest languages come first, each once, and the rest by their own names', () => {
  assert.deepEqual(order(undefined, null, 'de-AT', 'en-GB', 'en', 'de'), ['de', 'en', 'ca', 'es', 'ar']);
  assert.deepEqual(order('AR', 'ca'), ['ar', 'ca', 'de', 'en', 'es']);
});

test('a likely language that is not offered is left out', () => {
  assert.deepEqual(order('ru', 'nn-NO', ''), ['ca', 'de', 'en', 'es', 'ar']);
});

test('a language is the first part of a tag, however it is written', () => {
  assert.deepEqual(['zh-Hant-TW', 'pt_BR', ' ES ', ''].map(languageOf), ['zh', 'pt', 'es', '']);
});

test('a size of letters is 16 to 64 px, in steps of 4', () => {
  assert.deepEqual([0, 16, 25, 27, 64, 900, Number.NaN].map(toSize), [16, 16, 24, 28, 64, 64, SIZE_PX.usual]);
});

test('how captions are shown is read again as it was written, and anything else is the usual', () => {
  const settings = { sizePx: 40, isHighContrast: true, original: 'below' } as const;
  assert.deepEqual(readDisplay(writeDisplay(settings), 'off'), settings);

  const usual = { sizePx: SIZE_PX.usual, isHighContrast: false, original: 'beside' } as const;
  for (const kept of [undefined, '', '{', 'null', '[]', '{"sizePx":"x","isHighContrast":1,"original":"on top"}']) {
    assert.deepEqual(readDisplay(kept, 'beside'), usual, String(kept));
  }
});

test('what was chosen is kept for the next visit', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  new Remembered(() => storage).set('language', 'es');
  const next = new Remembered(() => storage);
  assert.equal(next.get('language'), 'es');
  assert.equal(next.get('display'), undefined);
  next.remove('language');
  assert.equal(next.get('language'), undefined);
  assert.equal(new Remembered(() => storage).get('language'), undefined);
});

test('in a browser that keeps nothing, what was chosen lasts while the page is open', () => {
  const fails = (): never => {
    throw new DOMException('forbidden', 'SecurityError');
  };
  for (const storage of [fails, () => ({ getItem: fails, setItem: fails, removeItem: fails })]) {
    const choices = new Remembered(storage);
    assert.equal(choices.get('language'), undefined);
    choices.set('language', 'es');
    assert.equal(choices.get('language'), 'es');
    choices.remove('language');
    assert.equal(choices.get('language'), undefined);
  }
});
