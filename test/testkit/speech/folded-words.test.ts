import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { countFoldedErrors } from '../../../testkit/speech/folded-errors.ts';
import { COMPOUNDS, foldedWords } from '../../../testkit/speech/folded-words.ts';
import { toWords } from '../../../testkit/speech/word-error-rate.ts';
import { promptsIn, TEXTS } from '../../../verify/recognition/corpora/asterisk-sounds.ts';

/** Each line: ways to write what is said in one way. */
const ALIKE = [
  ['24', 'twenty four', 'twenty-four', 'Twenty-Four.'],
  ['dial 1234', 'dial one two three four', 'dial 1 2 3 4', 'dial 12 34'],
  ['3.5', 'three point five'],
  ['1st', 'first', 'First,'],
  ['the 21st century', 'the twenty-first century'],
  ['30th', 'thirtieth'],
  ['Mr. Dashwood', 'mister dashwood', 'Mr Dashwood'],
  ['$5', 'five dollars', '5 dollars'],
  ['$1', 'one dollar'],
  ['$3.50', 'three dollars fifty cents'],
  ['10%', 'ten percent', 'ten per cent'],
  ['cold-hearted', 'cold hearted'],
  ['500', 'five hundred', '5 hundred'],
  ['8500', 'eighty five hundred', 'eight thousand five hundred', 'eight five zero zero', '8,500'],
  ['2005', 'two thousand and five', 'two thousand five', 'two oh oh five'],
  ['1,234,567', 'one million two hundred thirty four thousand five hundred and sixty seven'],
  ['6 o 8', 'six oh eight', '608'],
  ['press *, then #', 'press star then pound'],
  ['N B S', 'NBS', 'n.b.s.'],
  ['10 p.m.', 'ten PM', 'ten P.M.'],
  ['H.323', 'h 323', 'H three two three'],
  ['www.asterisk.org', 'w w w dot asterisk dot org', 'www dot asterisk dot org'],
  ['rock & roll', 'rock and roll'],
  ['I’m okay', "i'm OK"],
  ['my voicemail box', 'my voice mail box', 'my voice-mail box'],
  ['my mailbox', 'my mail box'],
  ['you cannot', 'you can not'],
  ['to re-record', 'to rerecord'],
];

for (const [written, ...others] of ALIKE) {
  test(`"${written}" is the same as ${others.map((text) => `"${text}"`).join(', ')}`, () => {
    for (const other of others) assert.deepEqual(foldedWords(other), foldedWords(written as string));
  });
}

test('what is said in another way stays different', () => {
  for (const [one, other] of [
    ['24', '42'],
    ['four', 'for'],
    ['two', 'to'],
    ['first', 'one'],
    ['thirteen', 'thirty'],
    ['oh no', 'zero no'],
    ['and I', 'and'],
    ['a hundred', 'hundred'],
    ['a part', 'apart'],
    ['may be', 'maybe'],
    ['in to', 'into'],
    ['every day', 'everyday'],
  ] as const) {
    assert.notDeepEqual(foldedWords(one), foldedWords(other), `${one}, ${other}`);
  }
});

test('words run together or torn apart are errors', () => {
  assert.equal(countFoldedErrors('the bus is not here', 'the busis nothere').rate, 4 / 5);
  assert.equal(countFoldedErrors('he took a part of it', 'he took apart of it').rate, 2 / 6);
  assert.equal(countFoldedErrors('a tall tree', 'at all tree').rate, 2 / 3);
});

test('a number counts as about as many words as are said', () => {
  assert.deepEqual(foldedWords('ten thousand years'), ['1', '0', 'thousand', 'years']);
  assert.deepEqual(foldedWords('$1,500'), ['1', '5', 'hundred', 'dollars']);
  assert.deepEqual(foldedWords('3000000 or three million'), ['3', 'million', 'or', '3', 'million']);
  assert.deepEqual(foldedWords('20 and 0 and 00'), ['2', '0', 'and', '0', 'and', '0', '0']);
});

test('words that are no numbers stay as they are', () => {
  assert.deepEqual(foldedWords("He was not an ill disposed young man; don't ask."), [
    ...['he', 'was', 'not', 'an', 'ill', 'disposed', 'young', 'man'],
    ...["don't", 'ask'],
  ]);
  assert.deepEqual(foldedWords('am I a fool'), ['am', 'i', 'a', 'fool']);
  assert.deepEqual(foldedWords('both north and south'), ['both', 'north', 'and', 'south']);
});

test('of compounds those alone are alike that the transcripts write in both ways', (t) => {
  if (!existsSync(TEXTS)) return t.skip(`${TEXTS} is not there`);
  const list = gunzipSync(readFileSync(TEXTS)).toString('utf8');
  const written = promptsIn(list).map(({ text }) => ` ${toWords(text).join(' ')} `);
  for (const compound of COMPOUNDS) {
    for (const spelling of [compound, compound.replace(' ', '')]) {
      assert.ok(
        written.some((text) => text.includes(` ${spelling} `)),
        spelling,
      );
    }
  }
});

const SMALL = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

test('digits said one by one are the number that is written', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }), (digits) => {
      const said = digits.map((digit) => SMALL[digit]).join(' ');
      assert.deepEqual(foldedWords(said), foldedWords(digits.join('')));
    }),
  );
});

test('whatever the text, what comes out is words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const word of foldedWords(text)) assert.deepEqual(toWords(word), [word]);
    }),
  );
});
