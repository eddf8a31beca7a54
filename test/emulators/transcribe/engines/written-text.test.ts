import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writtenText } from '../../../../emulators/transcribe/engines/written-text.ts';

test('capitals without marks become a sentence', () => {
  assert.equal(writtenText(" HELLO I THINK IT'S I'M AND I"), "Hello I think it's I'm and I.");
  assert.equal(writtenText('ÜBER ALLE MASSEN'), 'Über alle massen.');
});

test('small letters without marks become a sentence', () => {
  assert.equal(writtenText('good evening'), 'Good evening.');
});

test('an utterance that is not whole gets no full stop', () => {
  assert.equal(writtenText('GOOD EVEN', false), 'Good even');
});

test('text with both cases, with marks, or of a script without case is left as it is', () => {
  for (const text of ['Mr. Dashwood', 'Hello there', 'well, yes', 'WHAT?', '你好', '']) {
    assert.equal(writtenText(text), text);
  }
});
