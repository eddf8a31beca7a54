import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Words } from '../../web/src/words.ts';

const texts = (words: Words) => words.lines.map(({ text, isPartial }) => `${isPartial ? '~' : ''}${text}`);

test('a partial stands at the end until a newer one or its final takes its place', () => {
  const words = new Words();
  words.add({ text: 'good', isPartial: true, resultId: 'a', startTimeMs: 0, endTimeMs: 300 });
  words.add({ text: 'good mor', isPartial: true, resultId: 'a', startTimeMs: 0, endTimeMs: 600 });
  assert.deepEqual(texts(words), ['~good mor']);
  words.add({ text: 'good morning', isPartial: false, resultId: 'a', startTimeMs: 0, endTimeMs: 900 });

  assert.deepEqual(texts(words), ['good morning']);
});

test('the final of a sentence leaves the partial of the next one', () => {
  const words = new Words();
  words.add({ text: 'and wel', isPartial: true, resultId: 'b', startTimeMs: 1_000, endTimeMs: 1_300 });
  words.add({ text: 'good morning', isPartial: false, resultId: 'a', startTimeMs: 0, endTimeMs: 900 });

  assert.deepEqual(texts(words), ['good morning', '~and wel']);
});

test('a partial of a stream that broke goes with the final of another name that covers its time', () => {
  const words = new Words();
  words.add({ text: 'good', isPartial: true, resultId: 'old', startTimeMs: 0, endTimeMs: 300 });
  words.add({ text: 'good morning', isPartial: false, resultId: 'new', startTimeMs: 0, endTimeMs: 900 });

  assert.deepEqual(texts(words), ['good morning']);
});

test('an empty final takes the partial away and leaves no line; of many lines the oldest go', () => {
  const words = new Words();
  words.add({ text: 'hm', isPartial: true });
  words.add({ text: ' ', isPartial: false });
  assert.deepEqual(texts(words), []);
  for (let n = 1; n <= 250; n++) words.add({ text: `line ${n}`, isPartial: false });

  assert.equal(words.finalCount, 250);
  assert.equal(words.finals.length, 200);
  assert.equal(words.finals[0]?.text, 'line 51');
});
