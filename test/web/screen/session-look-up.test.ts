import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../../../web/src/screen/session-look-up.ts';

test('a session is live if the server says so, in the language that it names', () => {
  assert.deepEqual(readAnswer(200, { status: 'active', sourceLanguage: 'fr' }), { isLive: true, sourceLanguage: 'fr' });
  assert.deepEqual(readAnswer(200, { status: 'active' }), { isLive: true, sourceLanguage: 'en' });
});

test('any other answer says how to wait for it', () => {
  const found = (status: number, said = {}) => {
    const answer = readAnswer(status, said);
    return answer.isLive ? assert.fail() : [answer.absence, answer.retryAfterMs];
  };
  assert.deepEqual(found(200, { status: 'ended' }), ['noSession', 0]);
  assert.deepEqual(found(404), ['noSession', 0]);
  assert.deepEqual(found(400), ['noSession', 0]);
  assert.deepEqual(found(429, { details: { retryAfterMs: 30_000 } }), ['refused', 30_000]);
  assert.deepEqual(found(503, { details: {} }), ['unreachable', 0]);
});
