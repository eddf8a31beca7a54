import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEGMENT_CUTS, type SegmentCut } from '../../../src/actors/ports/metric-names.ts';
import { findCut, SEGMENT_ENDS } from '../../../src/actors/speech/segment-ends.ts';
import { toSpokenResult } from '../../../src/actors/speech/spoken-words.ts';
import type { SegmentMode } from '../../../src/protocol/segments.ts';
import { resultOf, streamFrom, timed } from '../../support/actors/spoken-talk.ts';

const MARK = /^(.*?)([.,;:?!。？！।؟۔—،、，]*)$/u;

interface Setting {
  readonly mode?: SegmentMode;
  readonly language?: string;
  readonly stable?: number;
  readonly first?: number;
  readonly nowMs?: number;
  readonly wasLate?: boolean;
  /** Pause before the word with this index, ms. */
  readonly gaps?: Readonly<Record<number, number>>;
}

/** @returns what the segment says and why it ends; undefined when nothing is cut. Words of 300 ms each. */
function cutOf(text: string, setting: Setting = {}): readonly [words: string, by: SegmentCut] | undefined {
  const { mode = 'clause', language = 'en', first = 0, nowMs = 0, gaps = {}, wasLate = false } = setting;
  const words = timed(
    text.split(' ').map((written, at) => {
      const [, content = '', mark = ''] = MARK.exec(written) ?? [];
      return { content, mark, gapMs: gaps[at] ?? 0, lengthMs: 300 };
    }),
  );
  const stable = setting.stable ?? words.length;
  const result = toSpokenResult(resultOf({ resultId: 'r', words, stable, streamMs: 0 }), streamFrom(0));
  const cut = findCut({ result, first, stable, nowMs, wasLate }, { mode, language, deadlineMs: 4_000 });
  if (cut === undefined) return undefined;
  return [
    words
      .slice(first, cut.end)
      .map(({ content }) => content)
      .join(' '),
    cut.by,
  ];
}

test('a segment ends at the last sentence mark among the stable words', () => {
  assert.deepEqual(cutOf('good morning. how are you? I am'), ['good morning how are you', 'sentence']);
  assert.deepEqual(cutOf('good morning. how are you? I am', { stable: 4 }), ['good morning', 'sentence']);
  for (const mark of ['。', '？', '！', '।', '؟', '۔', '!']) {
    assert.deepEqual(cutOf(`one two${mark} three`), ['one two', 'sentence'], mark);
  }
});

test('a dot inside a number or after a single letter ends nothing', () => {
  assert.equal(cutOf('it is 3. 14 today'), undefined);
  assert.equal(cutOf('it is 3.'), undefined);
  assert.deepEqual(cutOf('it is 3. And then'), ['it is 3', 'sentence']);
  assert.equal(cutOf('the works of J. S. Bach'), undefined);
  assert.deepEqual(cutOf('that is 書. 次'), ['that is 書', 'sentence']);
});

test('a clause mark ends a segment of 20 characters or more, the last one of them', () => {
  assert.deepEqual(cutOf('when the window is open, we hear the sea, and'), [
    'when the window is open we hear the sea',
    'clause',
  ]);
  assert.deepEqual(cutOf('12345 12345 12345 12, next'), ['12345 12345 12345 12', 'clause']);
  assert.equal(cutOf('12345 12345 12345 1, next'), undefined);
  assert.equal(cutOf('when we came home, the'), undefined);
  assert.deepEqual(cutOf('それは とても いい, です', { language: 'ja' }), ['それは とても いい', 'clause']);
});

test('a comma or a colon inside a number ends nothing', () => {
  assert.equal(cutOf('there were about as many as 1, 000 people'), undefined);
  assert.equal(cutOf('we will meet again here at 10: 30 today'), undefined);
});

test('a segment ends before a word that opens a clause, with six words before it and three stable ones after it', () => {
  const text = 'we went down to the old river because it was warm';
  assert.deepEqual(cutOf(text), ['we went down to the old river', 'opener']);
  assert.equal(cutOf(text, { stable: 10 }), undefined);
  assert.equal(cutOf(text, { first: 2 }), undefined);
  assert.equal(cutOf(text, { language: 'fr' }), undefined);
  assert.deepEqual(cutOf('uno dos tres cuatro cinco seis PERO a b c', { language: 'es' }), [
    'uno dos tres cuatro cinco seis',
    'opener',
  ]);
  assert.equal(cutOf('uno dos tres cuatro cinco seis pero a b c', { language: 'xx' }), undefined);
});

test('words that open a clause together stay together, and a German article opens none', () => {
  assert.deepEqual(cutOf('nous sommes tous venus ici hier parce que tout le monde', { language: 'fr' }), [
    'nous sommes tous venus ici hier',
    'opener',
  ]);
  assert.equal(cutOf('nous sommes venus ici hier parce que tout le monde', { language: 'fr' }), undefined);
  assert.deepEqual(cutOf('мы все вместе остались там вчера потому что шел сильный дождь', { language: 'ru' }), [
    'мы все вместе остались там вчера',
    'opener',
  ]);
  assert.equal(cutOf('wir sind gestern mit dem Auto in die große Stadt gefahren', { language: 'de' }), undefined);
});

test('past its deadline a segment ends at the longest pause of 250 ms or more, else before the last two stable words', () => {
  const text = 'one two three four five six';
  const ended = 300 + 4_000;
  assert.equal(cutOf(text, { nowMs: ended - 1 }), undefined);
  assert.deepEqual(cutOf(text, { nowMs: ended }), ['one two three four', 'deadline']);
  assert.deepEqual(cutOf(text, { nowMs: ended, gaps: { 1: 260, 3: 400 } }), ['one two three', 'deadline']);
  assert.deepEqual(cutOf(text, { nowMs: ended, gaps: { 2: 249 } }), ['one two three four', 'deadline']);
  assert.equal(cutOf('one two', { nowMs: ended }), undefined);
  assert.deepEqual(cutOf('one two', { nowMs: ended, gaps: { 1: 300 } }), ['one', 'deadline']);
  assert.equal(cutOf(text, { nowMs: 60_000, stable: 0 }), undefined);
  assert.equal(cutOf(text, { nowMs: 60_000, first: 6 }), undefined);
});

test('while all words are late, as in a replay, a segment cut by the deadline has six words at least', () => {
  const text = 'one two three four five six seven';
  const setting = { nowMs: 60_000, wasLate: true };

  assert.deepEqual(cutOf(text, { nowMs: 60_000 }), ['one two three four five', 'deadline']);
  assert.equal(cutOf(text, setting), undefined);
  assert.deepEqual(cutOf(`${text} eight`, setting), ['one two three four five six', 'deadline']);
  // The newest word is in time again.
  assert.deepEqual(cutOf(text, { ...setting, nowMs: 2_100 + 3_999 }), ['one two three four five', 'deadline']);
});

test('sentence cuts at sentence marks only, and result nowhere', () => {
  const text = 'when the window is open, we hear the sea. And because it is warm we stay';
  assert.deepEqual(cutOf(text, { mode: 'sentence', nowMs: 60_000 }), [
    'when the window is open we hear the sea',
    'sentence',
  ]);
  assert.equal(cutOf(text, { mode: 'sentence', nowMs: 60_000, first: 9 }), undefined);
  assert.equal(cutOf(text, { mode: 'result', nowMs: 60_000 }), undefined);
});

test('the documents name every rule once', () => {
  assert.deepEqual(SEGMENT_ENDS.map(({ by }) => by).sort(), [...SEGMENT_CUTS].sort());
});
