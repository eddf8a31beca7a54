import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SCRIPT, readScript } from '../../../emulators/transcribe/script.ts';

const phrase = { startMs: 0, endMs: 100, text: 'hello' };

test('the default script is a good one', () => {
  assert.deepEqual(readScript(JSON.stringify(DEFAULT_SCRIPT)), DEFAULT_SCRIPT);
});

for (const [what, script, message] of [
  ['no phrases', { phrases: [] }, /list of phrases/],
  ['no script', null, /list of phrases/],
  ['a phrase that ends before it begins', { phrases: [{ ...phrase, endMs: -1 }] }, /Phrase 0/],
  ['phrases that overlap', { phrases: [phrase, { ...phrase, startMs: 50, endMs: 150 }] }, /Phrase 1/],
  ['a phrase without text', { phrases: [{ ...phrase, text: ' ' }] }, /no text/],
  ['a delay that is no number', { phrases: [phrase], finalDelayMs: 'long' }, /finalDelayMs/],
  ['a repetition before the end', { phrases: [phrase], repeatEveryMs: 99 }, /repeatEveryMs/],
] as const) {
  test(`a script with ${what} is refused with one line`, () => {
    assert.throws(() => readScript(JSON.stringify(script)), { message });
  });
}
