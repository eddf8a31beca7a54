import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countWordErrors, toWords } from '../../../testkit/speech/word-error-rate.ts';

test('words are compared without case and punctuation', () => {
  assert.deepEqual(toWords('Good morning, – “all” of you: don’t stop!'), [
    'good',
    'morning',
    'all',
    'of',
    'you',
    "don't",
    'stop',
  ]);
  assert.deepEqual(toWords("twenty-one 'quoted' día"), ['twenty', 'one', 'quoted', 'día']);
  assert.equal(countWordErrors('Hello, World.', 'hello world').rate, 0);
});

test('substitutions, deletions and insertions are told apart', () => {
  assert.deepEqual(countWordErrors('three new schools here', 'three new skills here'), {
    words: 4,
    substitutions: 1,
    deletions: 0,
    insertions: 0,
    rate: 0.25,
  });
  assert.deepEqual(countWordErrors('in their own language', 'in their language'), {
    words: 4,
    substitutions: 0,
    deletions: 1,
    insertions: 0,
    rate: 0.25,
  });
  assert.deepEqual(countWordErrors('for young workers', 'for a young workers'), {
    words: 3,
    substitutions: 0,
    deletions: 0,
    insertions: 1,
    rate: 1 / 3,
  });
});

test('nothing recognised is a rate of 1, much more than was said is over 1', () => {
  assert.equal(countWordErrors('one two', '').rate, 1);
  assert.equal(countWordErrors('one', 'two three four').rate, 3);
});

test('where nothing was said, silence is right and any word is wrong', () => {
  assert.equal(countWordErrors('', '').rate, 0);
  assert.equal(countWordErrors('...', 'one two').rate, 1);
});

const word = fc.constantFrom('a', 'b', 'c');
const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));

test('the edits explain the difference in length and are never more than the longer text', () => {
  fc.assert(
    fc.property(sentence, sentence, (spoken, recognised) => {
      const { words, substitutions, deletions, insertions } = countWordErrors(spoken, recognised);
      const recognisedWords = toWords(recognised).length;
      assert.equal(words - deletions + insertions, recognisedWords);
      assert.ok(substitutions + deletions + insertions <= Math.max(words, recognisedWords));
    }),
  );
});

test('the edits are as many in either direction, and none only for the same words', () => {
  fc.assert(
    fc.property(sentence, sentence, (a, b) => {
      const count = (spoken: string, recognised: string) => {
        const { substitutions, deletions, insertions } = countWordErrors(spoken, recognised);
        return substitutions + deletions + insertions;
      };
      assert.equal(count(a, b), count(b, a));
      assert.equal(count(a, b) === 0, a === b);
    }),
  );
});
