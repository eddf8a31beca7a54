import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandedWords } from '../../../src/actors/speech/handed-words.ts';
import { type SpokenWord, toSpokenResult } from '../../../src/actors/speech/spoken-words.ts';
import { streamFrom } from '../../support/actors/spoken-talk.ts';

const FIRST = {};
const SECOND = {};

type Timed = readonly [content: string, startMs: number, endMs: number];

function words(...given: readonly Timed[]): readonly SpokenWord[] {
  const items = given.map(([content, startMs, endMs]) => ({ content, kind: 'pronunciation', startMs, endMs }) as const);
  const text = given.map(([content]) => content).join(' ');
  const result = { resultId: 'r', isPartial: false, text, startMs: 0, endMs: items.at(-1)?.endMs ?? 0, items };
  return toSpokenResult(result, streamFrom(0)).words;
}

function handed(...given: readonly Timed[]): HandedWords {
  const all = new HandedWords();
  all.add(words(...given));
  return all;
}

test('words that end before the end of what was handed over, or within 60 ms after it, are not new', () => {
  const said = handed(['one', 0, 300], ['two', 300, 1_000]);

  assert.equal(said.firstNew(words(['won', 0, 300], ['too', 340, 1_060]), SECOND), 2);
  assert.equal(said.firstNew(words(['won', 0, 300], ['too', 340, 1_061]), SECOND), 1);
});

test('a word that ends later is not new if it is one of the last two and begins before that end', () => {
  const said = handed(['one', 0, 300], ['two', 300, 1_000]);

  assert.equal(said.firstNew(words(['Two,', 700, 1_200], ['three', 1_200, 1_500]), SECOND), 1);
  assert.equal(said.firstNew(words(['one', 1_059, 1_400]), SECOND), 1);
  assert.equal(said.firstNew(words(['one', 1_060, 1_400]), SECOND), 0);
});

test('a word that was really said twice stays', () => {
  const said = handed(['it', 0, 200], ['is', 200, 400], ['very', 400, 700]);

  assert.equal(
    said.firstNew(words(['it', 10, 210], ['is', 210, 410], ['very', 410, 710], ['very', 710, 1_010]), SECOND),
    3,
  );
  assert.equal(handed(['very', 0, 300]).firstNew(words(['very', 0, 250], ['very', 250, 550]), SECOND), 1);
});

test('of two equal words that may be the last one handed over, the one nearer in time is', () => {
  const said = handed(['a', 0, 30], ['no', 30, 100]);

  assert.equal(said.firstNew(words(['no', 30, 50], ['no', 50, 110], ['yes', 110, 300]), SECOND), 2);
});

test('a short word after the last one handed over stays, although its time has moved into it', () => {
  const said = handed(['open', 0, 400], ['the', 400, 520]);

  assert.equal(said.firstNew(words(['open', 0, 340], ['the', 340, 460], ['a', 460, 530]), SECOND), 2);
});

test('a last word that is recognised otherwise is found by the words before it', () => {
  const said = handed(['b1', 0, 20], ['b2', 20, 40], ['x3', 40, 60]);

  assert.equal(said.firstNew(words(['b1', 0, 5], ['b2', 5, 25], ['b3', 25, 45], ['b4', 45, 65]), SECOND), 3);
});

test('what follows a final is new, except for a piece of its last word that comes once more', () => {
  const said = handed(['one', 0, 300], ['very', 300, 600]);
  said.close(FIRST);

  assert.equal(said.firstNew(words(['very', 600, 700]), FIRST), 0);
  assert.equal(said.firstNew(words(['very', 550, 650]), SECOND), 0);
  assert.equal(said.firstNew(words(['very', 560, 600], ['good', 600, 900]), SECOND), 1);
  assert.equal(said.firstNew(words(['one', 600, 650]), SECOND), 0);
  assert.equal(new HandedWords().firstNew(words(['one', 0, 300]), FIRST), 0);
});

test('the last word keeps its place when its time moves, and has another place when two words before it become one', () => {
  const said = handed(['can', 0, 300], ['not', 300, 600], ['very', 600, 900]);

  assert.equal(said.isLast(words(['can', 0, 300], ['not', 300, 600], ['veery', 600, 960]), 2), true);
  assert.equal(said.isLast(words(['can', 0, 400], ['not', 400, 800], ['very', 800, 1_100]), 2), true);
  assert.equal(said.isLast(words(['cannot', 0, 600], ['very', 600, 900], ['very', 900, 1_200]), 2), false);
  assert.equal(said.isLast(words(['cannot', 0, 600]), 2), false);
  assert.equal(new HandedWords().isLast(words(['can', 0, 300]), 0), false);
});

test('words of a final are compared with what was handed over, up to its own end', () => {
  const said = handed(['a', 0, 100], ['b', 100, 200], ['c', 200, 300], ['d', 300, 400]);

  assert.equal(said.compare(words(['a', 0, 100], ['x', 100, 200]), Number.NEGATIVE_INFINITY), 1);
  assert.equal(said.open, 2);
  assert.equal(said.compare(words(['c', 200, 300], ['C', 300, 310], ['d', 310, 400]), 400), 1);
  assert.equal(said.open, 0);
});

test('only the latest 4,096 words without a final are remembered', () => {
  const said = new HandedWords();
  const many = Array.from({ length: 4_100 }, (_, i): Timed => [`w${i}`, i * 10, i * 10 + 10]);
  said.add(words(...many));

  assert.equal(said.open, 4_096);
});
