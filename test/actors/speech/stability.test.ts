import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSpokenResult } from '../../../src/actors/speech/spoken-words.ts';
import { STABILITY_THRESHOLD, toOpenTail } from '../../../src/actors/speech/stability.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';
import { streamFrom } from '../../support/actors/spoken-talk.ts';

const TWENTY = Array.from({ length: 20 }, (_, at) => `word${at}`).join(' ');

function tailOf(text: string, stable: number | 'unmarked', first = 0) {
  return toOpenTail(
    toSpokenResult(result('partial', 0, 1_000, { text, items: toWords(text, stable) }), streamFrom(0)),
    first,
  );
}

test('a tail that is stable enough is told whole, with the share of its words that are marked stable', () => {
  const { isStableEnough, score, text, words } = tailOf(TWENTY, 17);

  assert.equal(STABILITY_THRESHOLD, 0.85);
  assert.deepEqual([isStableEnough, score, text, words], [true, 0.85, TWENTY, 20]);
  assert.equal(tailOf('one two', 2).score, 1);
});

test('of a less stable tail its stable prefix is told, which is stable altogether', () => {
  const text = TWENTY.split(' ').slice(0, 16).join(' ');

  assert.deepEqual(tailOf(TWENTY, 16), { isStableEnough: false, score: 1, text, words: 16, stableWords: 16 });
});

test('a tail without a stable word scores 0 and tells nothing, marked or not', () => {
  for (const stable of [0, 'unmarked'] as const) {
    assert.deepEqual(tailOf('one two', stable), {
      isStableEnough: false,
      score: 0,
      text: '',
      words: 0,
      stableWords: 0,
    });
  }
});

test('the score is that of the words after those that were handed over', () => {
  const { isStableEnough, score, text } = tailOf('one two three four', 3, 2);

  assert.deepEqual([isStableEnough, score, text], [false, 1, 'three']);
  assert.deepEqual(tailOf('one two three four', 4, 2).text, 'three four');
  assert.equal(tailOf('one two three four', 2, 3).score, 0);
});

test('punctuation does not count', () => {
  const items = [
    ...toWords('one two', 1),
    { content: ',', kind: 'punctuation', startMs: 0, endMs: 0, stable: true } as const,
  ];
  const partial = result('partial', 0, 1_000, { text: 'one two,', items });

  assert.equal(toOpenTail(toSpokenResult(partial, streamFrom(0)), 0).text, 'one');
});
