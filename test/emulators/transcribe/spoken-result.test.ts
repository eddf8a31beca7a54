import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SpokenResultInput, spokenResult } from '../../../emulators/transcribe/spoken-result.ts';

const words = ['i', 'think', "i'm", 'in', 'italy'].map((text, i) => ({ text, startTime: i, endTime: i + 0.5 }));
const input: SpokenResultInput = {
  resultId: 'r',
  isPartial: false,
  words,
  stableWords: 2,
  opensSentence: true,
  closesSentence: true,
};

test('a final is a sentence: a capital, "I", a stop as an item of its own', () => {
  const { transcript, items, startTime, endTime } = spokenResult(input);

  assert.equal(transcript, "I think I'm in italy.");
  assert.deepEqual(items.at(-1), { content: '.', type: 'punctuation', startTime: 4.5, endTime: 4.5, stable: true });
  assert.deepEqual([startTime, endTime], [0, 4.5]);
  assert.ok(items.every(({ stable }) => stable));
});

test('a partial has no stop, and only its settled words are stable', () => {
  const { transcript, items } = spokenResult({ ...input, isPartial: true });

  assert.equal(transcript, "I think I'm in italy");
  assert.deepEqual(
    items.map(({ stable }) => stable),
    [true, true, false, false, false],
  );
});

test('words from the middle of a sentence have neither capital nor stop', () => {
  const middle = { opensSentence: false, closesSentence: false, words: words.slice(3) };

  assert.equal(spokenResult({ ...input, ...middle }).transcript, 'in italy');
});
