import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { errorWords } from '../../web/src/texts/error-words.ts';
import { spokenLike } from '../../web/src/texts/kin.ts';
import { asLocale, directionOf, locale, onLocale, speakLocale, textsIn, wordsOf } from '../../web/src/texts/locale.ts';
import { languageName, ownName, percent, seconds, wholeSeconds } from '../../web/src/texts/names.ts';
import { plurals } from '../../web/src/texts/plurals.ts';

test('a page speaks each target language, and what was said is told to say it again', async (t) => {
  t.after(() => speakLocale('en'));
  let changes = 0;
  onLocale(() => {
    changes += 1;
  });
  for (const code of TARGET_LANGUAGES) {
    await speakLocale(code);
    assert.equal(locale(), code);
    assert.equal(
      wordsOf((texts) => texts.bar.leave),
      (await textsIn(code)).bar.leave,
    );
  }
  assert.equal(changes, TARGET_LANGUAGES.length);
  assert.equal(wordsOf('as it stands'), 'as it stands');
});

test('the language that was asked for last is spoken, whichever file comes first', async (t) => {
  t.after(() => speakLocale('en'));
  await Promise.all([speakLocale('fr'), speakLocale('de'), speakLocale('en')]);

  assert.equal(locale(), 'en');
});

test('a browser’s language with its region is the page’s language; one without texts is none', () => {
  assert.deepEqual(
    ['pt-BR', 'zh_TW', 'AR', 'ru', '', null, undefined].map((code) => asLocale(code)),
    ['pt', 'zh', 'ar', undefined, undefined, undefined, undefined],
  );
  assert.deepEqual(['ar', 'en'].map(directionOf), ['rtl', 'ltr']);
});

test('languages have their own names in their own script', () => {
  assert.deepEqual(['es', 'ca', 'ar', 'ja', 'zh'].map(ownName), ['Español', 'Català', 'العربية', '日本語', '中文']);
  for (const code of TARGET_LANGUAGES) assert.notEqual(ownName(code), code);
  assert.equal(languageName('es'), 'Spanish');
});

test('numbers and times are written as the page’s language does', async (t) => {
  t.after(() => speakLocale('en'));
  assert.deepEqual([seconds(1_240), wholeSeconds(1_240), percent(0.18)], ['1.2 sec', '2 sec', '18%']);
  await speakLocale('de');
  assert.deepEqual([seconds(1_240), wholeSeconds(1_240), percent(0.18)], ['1,2 Sek.', '2 Sek.', '18\u00a0%']);
});

test('a number has the form that its language has for it', () => {
  const lines = plurals('en', { one: '# line', other: '# lines' });
  assert.deepEqual([0, 1, 2, 1_200].map(lines), ['0 lines', '1 line', '2 lines', '1,200 lines']);
  const arabic = plurals('ar', { zero: 'z', one: 'o', two: 't', few: 'f', many: 'm', other: 'x' });
  assert.deepEqual([0, 1, 2, 3, 11, 100].map(arabic).join(''), 'zotfmx');
});

test('for a language that a browser may not know, one that writes numbers alike stands in', () => {
  assert.deepEqual(
    [spokenLike('gl'), spokenLike('eo'), spokenLike('de')],
    [
      ['gl', 'pt', 'es', 'en'],
      ['eo', 'en', 'en'],
      ['de', 'en'],
    ],
  );
});

test('an error has the page’s text for its code, or else the server’s message', () => {
  assert.match(wordsOf(errorWords({ code: 'SESSION_FULL', message: 'full' })), /^The session is full/);
  assert.equal(wordsOf(errorWords({ code: 'toString', message: 'in its own words' })), 'in its own words');
  assert.equal(wordsOf(errorWords(undefined)), 'undefined');
});
