import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WordStability } from '../../../emulators/transcribe/word-stability.ts';

const run = (guesses: string[]) => {
  const stability = new WordStability();
  return guesses.map((guess) => stability.next(guess.split(' ').filter(Boolean)));
};

test('a word is stable at its third unchanged guess, and not before', () => {
  assert.deepEqual(run(['a', 'a b', 'a b c', 'a b c']), [0, 0, 1, 2]);
});

test('a word that changes takes those after it back with it', () => {
  assert.deepEqual(run(['a b c', 'a b c', 'a b c', 'a x c', 'a x c', 'a x c']), [0, 0, 3, 1, 1, 3]);
});

test('a guess that shrinks never has more stable words than words', () => {
  assert.deepEqual(run(['a b', 'a b', 'a', '']), [0, 0, 1, 0]);
});

test('a new utterance starts from nothing', () => {
  const stability = new WordStability();
  for (let i = 0; i < 3; i++) stability.next(['a']);
  stability.reset();

  assert.equal(stability.next(['a']), 0);
});
