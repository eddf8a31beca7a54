import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutLoops } from '../../../../src/embedded/transcribe/hearing/repetition.ts';
import { joinWords, writtenWords } from '../../../../src/embedded/transcribe/hearing/written-words.ts';

for (const [written, kept] of [
  ['Seven of clubs, seven of clubs, seven of clubs.', 'seven of clubs.'],
  ['And then it is the the the the the the the end', 'And then it is the end'],
  ['No, no, no, never.', 'No, no, no, never.'],
  ['Thank you. Thank you.', 'Thank you. Thank you.'],
  ['we go we go we go we go and on and on and on', 'we go and on'],
  ['Ten of clubs', 'Ten of clubs'],
  ['', ''],
] as const) {
  test(`of ${JSON.stringify(written)} there stays ${JSON.stringify(kept)}`, () => {
    assert.equal(joinWords(withoutLoops(writtenWords(written))), kept);
  });
}
