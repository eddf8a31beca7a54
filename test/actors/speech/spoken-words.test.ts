import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscriptionItem, TranscriptionResult } from '../../../src/actors/ports/transcription.ts';
import { clauseOpenersOf } from '../../../src/actors/speech/clause-openers.ts';
import { keyOf, stablePrefixOf, textOf, toSpokenResult } from '../../../src/actors/speech/spoken-words.ts';
import { SOURCE_LANGUAGES } from '../../../src/protocol/languages.ts';
import { streamFrom } from '../../support/actors/spoken-talk.ts';

type Given = readonly [content: string, startMs: number, endMs: number, stable?: boolean];
const MARKS = /^[\p{P}]+$/u;

function spoken(text: string, given: readonly Given[], more: Partial<TranscriptionResult> = {}) {
  const items = given.map(([content, startMs, endMs, stable]): TranscriptionItem => {
    const kind = MARKS.test(content) ? 'punctuation' : 'pronunciation';
    return { content, kind, startMs, endMs, ...(stable === undefined ? {} : { stable }) };
  });
  const result = { resultId: 'r', isPartial: true, text, startMs: 0, endMs: 1_000, items, ...more };
  return toSpokenResult(result, streamFrom(10_000));
}

test('a word has its marks, its place in the text and its time on the session clock', () => {
  const result = spoken('Hello, world.', [
    ['Hello', 100, 400, true],
    [',', 400, 400, true],
    ['world', 400, 800, false],
    ['.', 800, 800, false],
  ]);

  assert.deepEqual(result.words, [
    {
      ...{ content: 'Hello', startMs: 10_100, endMs: 10_400, isStable: true, mark: ',', isMarkStable: true },
      ...{ from: 0, wordEnd: 5, to: 6 },
    },
    {
      ...{ content: 'world', startMs: 10_400, endMs: 10_800, isStable: false, mark: '.', isMarkStable: false },
      ...{ from: 7, wordEnd: 12, to: 13 },
    },
  ]);
  assert.deepEqual([result.startMs, result.endMs], [10_000, 11_000]);
});

test('an opening mark belongs to the word after it', () => {
  const result = spoken('bien. ¿Qué tal?', [
    ['bien', 0, 100, true],
    ['.', 100, 100, true],
    ['¿', 100, 100, true],
    ['Qué', 100, 200, true],
    ['tal', 200, 300, true],
    ['?', 300, 300, true],
  ]);

  assert.equal(textOf(result, 0, 1), 'bien.');
  assert.equal(textOf(result, 1, 3), '¿Qué tal?');
});

test('the stable prefix ends at the first word, or after the first word whose mark, is not stable', () => {
  const words = (flags: readonly (boolean | undefined)[]) => {
    const contents = ['one', ',', 'two', 'three'];
    return stablePrefixOf(
      spoken(
        'one, two three',
        contents.map((content, i): Given => [content, i * 100, i * 100 + 100, flags[i] as boolean]),
      ).words,
    );
  };

  assert.equal(words([true, true, true, true]), 3);
  assert.equal(words([true, true, false, true]), 1);
  assert.equal(words([true, false, true, true]), 1);
  assert.equal(words([false, true, true, true]), 0);
  // A mark without a flag is as sure as the word after it.
  assert.equal(words([true, undefined, true, false]), 2);
  assert.equal(words([true, undefined, false, false]), 1);
  assert.equal(words([undefined, undefined, undefined, undefined]), 0);
});

test('a mark that is not stable is not in the text of a segment', () => {
  const result = spoken('one, two', [
    ['one', 0, 100, true],
    [',', 100, 100, false],
    ['two', 100, 200, false],
  ]);

  assert.equal(textOf(result, 0, 1), 'one');
  assert.equal(textOf(result, 0, 0), '');
});

test('every word of a final is stable', () => {
  const result = spoken(
    'one.',
    [
      ['one', 0, 100],
      ['.', 100, 100],
    ],
    { isPartial: false },
  );

  assert.equal(stablePrefixOf(result.words), 1);
  assert.equal(textOf(result, 0, 1), 'one.');
});

test('a text without blanks keeps none', () => {
  const result = spoken('今日は、いい天気。', [
    ['今日', 0, 100, true],
    ['は', 100, 200, true],
    ['、', 200, 200, true],
    ['いい', 200, 300, true],
    ['天気', 300, 400, true],
    ['。', 400, 400, true],
  ]);

  assert.equal(textOf(result, 0, 2), '今日は、');
  assert.equal(textOf(result, 2, 4), 'いい天気。');
});

test('items that are not in the text in their order give the text themselves', () => {
  const given: readonly Given[] = [
    ['one', 0, 100, true],
    ['«', 100, 100, true],
    ['two', 100, 200, true],
    ['.', 200, 200, true],
    ['天', 200, 300, true],
    ['気', 300, 400, true],
  ];

  assert.equal(spoken('something else', given).text, 'one «two.天気');
  assert.equal(spoken('one quite different two', given).text, 'one «two.天気');
});

test('a result without items or without their times has its words spread over its time, by their letters', () => {
  const bare = spoken('abc d  efgh', []);
  const timeless = spoken('abc d, efgh', [
    ['abc', 0, 0, true],
    ['d', 0, 0, true],
    [',', 0, 0],
    ['efgh', 0, 0],
  ]);
  const times = [
    ['abc', 10_000, 10_375],
    ['d', 10_375, 10_500],
    ['efgh', 10_500, 11_000],
  ];

  for (const { words } of [bare, timeless]) {
    assert.deepEqual(
      words.map(({ content, startMs, endMs }) => [content, startMs, endMs]),
      times,
    );
  }
  assert.equal(stablePrefixOf(bare.words), 0);
  assert.equal(stablePrefixOf(timeless.words), 2);
  assert.deepEqual(spoken('', []).words, []);
});

test('words are compared without case and marks', () => {
  assert.equal(keyOf({ content: 'Don’t' }), keyOf({ content: 'DONT' }));
  assert.equal(keyOf({ content: 'ﬁn' }), 'fin');
  assert.equal(keyOf({ content: '--' }), '--');
});

test('words that differ only in a vowel sign are different, and each opener of the table is found as it is written', () => {
  assert.equal(new Set(['का', 'की', 'के', 'को'].map((content) => keyOf({ content }))).size, 4);
  for (const language of SOURCE_LANGUAGES) {
    for (const opener of clauseOpenersOf(language)) assert.equal(keyOf({ content: opener }), opener);
  }
});
