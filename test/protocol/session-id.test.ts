import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSessionId } from '../../src/protocol/session-id.ts';

test('adjective-noun-number is a session id', () => {
  const word = fc.stringMatching(/^[a-z]{1,20}$/);
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 999 }), (adjective, noun, number) => {
      assert.ok(isSessionId(`${adjective}-${noun}-${String(number).padStart(3, '0')}`));
    }),
  );
});

for (const text of [
  '',
  'golden-eagle',
  'golden-eagle-42',
  'golden-eagle-4277',
  'Golden-eagle-427',
  'golden--427',
  '-eagle-427',
  'golden-eagle-427\n',
  ' golden-eagle-427',
  'golden-eagle-427/..',
  'golden-bald-eagle-427',
  'gölden-eagle-427',
  'golden-eagle-٤٢٧',
  '__proto__',
  `${'a'.repeat(57)}-b-427x`,
  `${'a'.repeat(60)}-b-427`,
]) {
  test(`this is no session id: ${JSON.stringify(text)}`, () => {
    assert.equal(isSessionId(text), false);
  });
}

test('a session id has at most 64 characters', () => {
  assert.equal(isSessionId(`${'a'.repeat(58)}-b-427`), true);
  assert.equal(isSessionId(`${'a'.repeat(59)}-b-427`), false);
});

test('any text gets an answer, and soon', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(typeof isSessionId(text), 'boolean')));
  assert.equal(isSessionId('a-'.repeat(500_000)), false);
});
