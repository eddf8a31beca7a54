/** What somebody reads who is not in a session any more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { END_REASONS } from '../../src/protocol/server-messages.ts';
import { endWords, lossWords } from '../../web/src/texts/end-words.ts';
import { type Words, wordsOf } from '../../web/src/texts/locale.ts';
import { texts } from '../../web/src/texts/locales/en.ts';

test('each reason of the server has its text, and an unknown one says that the session has ended', () => {
  const said = END_REASONS.map((reason) => wordsOf(endWords(reason)));
  assert.deepEqual(said, Object.values(texts.ends));
  assert.equal(new Set(said).size, END_REASONS.length);
  for (const reason of ['', 'toString', 'fire']) assert.equal(wordsOf(endWords(reason)), texts.ends.ended);
});

test('who was in a session that is not there any more reads that it has ended, and not to check the code', () => {
  const words = (code: 'SESSION_NOT_FOUND' | 'RECONNECT_FAILED'): Words => lossWords(new RostrumError(code, 'no'));
  assert.equal(wordsOf(words('SESSION_NOT_FOUND')), texts.ends.ended);
  assert.equal(wordsOf(words('RECONNECT_FAILED')), texts.errors.RECONNECT_FAILED);
});
