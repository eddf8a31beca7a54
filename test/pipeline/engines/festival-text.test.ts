import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { festivalText } from '../../../pipeline/engines/festival-text.ts';

const read = (text: string) => festivalText(text).toString('latin1');

test('what ISO-8859-15 lacks is written with what it has', () => {
  assert.equal(read('Això – o allò — d’aquí… “Hola”, «què»'), "Això, o allò, d'aquí... Hola, què");
  assert.equal(read('paraŀlel, paral·lel'), 'paral·lel, paral·lel');
  assert.equal(read('Ñandú Łódź Dvořák Straße œuvre'), 'Nyandú Lódz Dvorak Strasse euvre');
  assert.equal(read('ﬁnal ｈｏｌａ co\u{ad}mú a\u{300}'), 'final hola comú à');
  assert.equal(read('bon 😀 dia 日本語 привет'), 'bon dia');
});

test('amounts are written as the voice reads them', () => {
  assert.equal(read('5 € i £3, 10 %'), '5\u{a4} i 3£, 10%');
  assert.equal(read('1234567890123'), '1 2 3 4 5 6 7 8 9 0 1 2 3');
  assert.equal(read('999999999999 1.000 3,5'), '999999999999 1.000 3,5');
});

test('abbreviations the voice would spell are written out', () => {
  assert.equal(read('El Sr. Pons, la Dra. Puig, etc. Adéu.'), 'El senyor Pons, la doctora Puig, etcètera Adéu.');
  assert.equal(read('Srinivas'), 'Srinivas');
});

test('marks that stand alone are not said by name', () => {
  assert.equal(read('- Hola - bon dia ... sí () "'), 'Hola, bon dia... sí');
  assert.equal(read(';;; hola ,món'), 'hola món');
  for (const text of ['', ' \n', '.', '...', '?!', '—', '"', '()']) assert.equal(festivalText(text).length, 0, text);
});

test('long texts are paragraphs of at most 200 characters, long words are cut, repeated letters are few', () => {
  const paragraphs = read('una frase que no s’acaba mai, '.repeat(100)).split('\n\n');
  assert.ok(paragraphs.length > 10 && paragraphs.every((paragraph) => paragraph.length <= 200));

  assert.equal(read('Nooooooooo!!!!!!'), 'Nooo!!!');
  assert.ok(
    read('abc'.repeat(1_000))
      .split(/\s+/)
      .every((word) => word.length <= 40),
  );
});

test('any text is bytes the voice can read, without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      assert.match(read(text), /^[\n\x20-\x7e\xa3-\xff]*$/);
    }),
    { numRuns: 500 },
  );
});
