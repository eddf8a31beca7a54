import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withOpeningMarks } from '../../../pipeline/engines/opening-marks.ts';
import { writtenAs } from '../../../pipeline/engines/written-translation.ts';

const written = (original: string, translated: string, target = 'ca', source = 'en') =>
  writtenAs({ original, translated, source, target });

test('a text that goes on with a sentence stays in lower case', () => {
  assert.equal(written('and then we went,', 'Y entonces fuimos,'), 'y entonces fuimos,');
  assert.equal(written('"and then"', '"Y entonces"'), '"y entonces"');
  assert.equal(written('And then.', 'Y entonces.'), 'Y entonces.');
  assert.equal(written('the NATO summit', 'OTAN'), 'OTAN');
  assert.equal(written('7 people', 'Gent'), 'gent');
});

test('a sentence that begins with a brand in lower case goes on as a sentence does', () => {
  assert.equal(written('iPhone sales rose.', 'Las ventas de iPhone subieron.', 'es'), 'Las ventas de iPhone subieron.');
  assert.equal(written('iPhone users like it.', "usuaris d'iPhone com ell."), "Usuaris d'iPhone com ell.");
  assert.equal(written('iPhone is here.', 'IPhone és aquí.'), 'iPhone és aquí.');
  assert.equal(written('eBay grows.', 'eBay creix.'), 'eBay creix.');
});

test('a name that comes to stand first keeps its capital', () => {
  assert.equal(written('and then Paris.', 'París después.', 'es'), 'París después.');
  assert.equal(written('and then Paris.', 'Y entonces París.', 'es'), 'y entonces París.');
  assert.equal(written('and Mr. Dashwood went.', 'Y Señor Dashwood fue.', 'es'), 'y Señor Dashwood fue.');
  assert.equal(written('and Paris went. I said so.', 'París fue. Dije eso.', 'es'), 'París fue. Dije eso.');
  assert.equal(written("but I think I'm here", 'Pero creo que soy aquí', 'es'), 'pero creo que soy aquí');
});

test('an article or a preposition that comes to stand first is no name, unless the name begins with it', () => {
  assert.equal(written('on Monday', 'El lunes', 'es'), 'el lunes');
  assert.equal(written('the European Union said', 'La Unión europea dijo', 'es'), 'la Unión europea dijo');
  assert.equal(written('and Los Angeles went', 'Los Ángeles fue', 'es'), 'Los Ángeles fue');
});

test('blanks of words that were left out go, the blanks of the original stay', () => {
  assert.equal(written('He said, "I go."', 'Dijo, "  voy."'), 'Dijo, "voy."');
  assert.equal(written('A well-known, old man', 'Un hombre sabido , viejo'), 'Un hombre sabido, viejo');
  assert.equal(written('Quoi ?', 'Què ?', 'ca', 'fr'), 'Què ?');
});

test('a stop that ends an abbreviation and the sentence is one, an ellipsis stays', () => {
  assert.equal(written('The U.S.', 'EE.UU..'), 'EE.UU.');
  assert.equal(written('Well... no.', 'Bé... no.'), 'Bé... no.');
});

test('English thousands are written without the comma that would be a decimal one', () => {
  assert.equal(written('$1,000 or 1,234,567.', '$1,000 o 1,234,567.'), '$1000 o 1234567.');
  assert.equal(written('1,2 3,4567 12,34', '1,2 3,4567 12,34'), '1,2 3,4567 12,34');
  assert.equal(written('1,000', '1,000', 'en', 'ca'), '1,000');
});

test('Spanish questions and exclamations are opened where they begin', () => {
  for (const [plain, opened] of [
    ['Hola. Dónde es? Aquí!', 'Hola. ¿Dónde es? ¡Aquí!'],
    ['"Dónde es?" dijo.', '"¿Dónde es?" dijo.'],
    ['Dijo, "Dónde es?"', 'Dijo, "¿Dónde es?"'],
    ['Dijo “Vete!” y ya.', 'Dijo “¡Vete!” y ya.'],
    ['Es el Sr. Pons aquí?', '¿Es el Sr. Pons aquí?'],
    ['Cuesta 3.5 euros?', '¿Cuesta 3.5 euros?'],
    ['Va a http://a.b/c?d=e ahora.', 'Va a http://a.b/c?d=e ahora.'],
    ['Qué?! No... Sí?', '¿Qué?! No... ¿Sí?'],
    ['¿Dónde? ?! !', '¿Dónde? ?! !'],
  ] as const)
    assert.equal(withOpeningMarks(plain), opened);
  assert.equal(written('Where?', 'Dónde?', 'es-MX'), '¿Dónde?');
  assert.equal(written('Where?', 'On?', 'ca'), 'On?');
});

test('opening marks change nothing else, and are not doubled', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aB1 .?!"“”¿¡…,'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(text, (plain) => {
      const opened = withOpeningMarks(plain);
      assert.equal(opened.replace(/[¿¡]/g, ''), plain.replace(/[¿¡]/g, ''));
      assert.ok(!/[¿¡]{3}/.test(opened) || /[¿¡]{2}/.test(plain), opened);
    }),
    { numRuns: 500 },
  );
});

test('a text that is its own translation stays as it is, but for doubled blanks', () => {
  const text = fc.string({ unit: fc.constantFrom(...'aB1 .?!"“(),…'.split('')), maxLength: 60 });
  fc.assert(
    fc.property(text, (plain) => {
      assert.equal(written(plain, plain, 'en'), plain.replace(/ {2,}/g, ' ').trim());
    }),
    { numRuns: 500 },
  );
});
