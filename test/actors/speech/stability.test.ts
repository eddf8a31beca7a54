import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStableEnough, STABILITY_THRESHOLD, stabilityOf } from '../../../src/actors/speech/stability.ts';
import { result, toWords } from '../../support/actors/fake-transcription.ts';

const TWENTY = Array.from({ length: 20 }, (_, at) => `word${at}`).join(' ');
const partial = (text: string, stable: number | 'unmarked') =>
  result('partial', 0, 1_000, { text, items: toWords(text, stable) });

test('a final scores 1, whatever its words say', () => {
  assert.equal(stabilityOf(result('final', 0, 1_000, { items: toWords('one two', 0) })), 1);
});

test('a partial scores the share of its words that are marked stable', () => {
  assert.equal(stabilityOf(partial('one two three four', 3)), 0.75);
  assert.equal(stabilityOf(partial('one two three four', 0)), 0);
  assert.equal(stabilityOf(partial('one two three four', 4)), 1);
});

test('punctuation does not count', () => {
  const items = [
    ...toWords('one two', 1),
    { content: ',', kind: 'punctuation', startMs: 0, endMs: 0, stable: true } as const,
  ];

  assert.equal(stabilityOf(result('partial', 0, 1_000, { items })), 0.5);
});

test('a partial without marks, or without words, scores 0', () => {
  assert.equal(stabilityOf(partial('one two', 'unmarked')), 0);
  assert.equal(stabilityOf(result('partial', 0, 1_000, { items: [] })), 0);
});

test('a partial is stable enough from 0.85 on, inclusive; a final always is', () => {
  const at = (score: number) => isStableEnough(partial(TWENTY, 20), score);

  assert.equal(STABILITY_THRESHOLD, 0.85);
  assert.equal(at(0.85), true);
  assert.equal(at(0.8499), false);
  assert.equal(isStableEnough(partial(TWENTY, 17), stabilityOf(partial(TWENTY, 17))), true);
  assert.equal(isStableEnough(partial(TWENTY, 16), stabilityOf(partial(TWENTY, 16))), false);
  assert.equal(isStableEnough(result('final', 0, 1_000), 0), true);
});
