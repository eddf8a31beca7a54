import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionIdOf } from '../../../web/src/choose/typed-code.ts';

test('a code is understood as people type and paste it: capitals, blanks, other dashes, quotes, a whole link', () => {
  const link = 'https://example.org/rostrum/listen?language=es&code=Golden-Eagle-427';
  const words = [
    'golden-eagle-427',
    ' Golden Eagle 427 ',
    'GOLDEN–EAGLE–427',
    'golden_eagle 427',
    'golden - eagle - 427',
  ];
  for (const typed of [...words, '“golden-eagle-427”.', 'golden‑eagle‑427', link, ` ${link}\n`])
    assert.equal(sessionIdOf(typed), 'golden-eagle-427', typed);
});

test('what is not a code is none', () => {
  for (const typed of ['', '   ', 'golden-eagle', '427', 'https://example.org', `${'a'.repeat(99)}-b-123`])
    assert.equal(sessionIdOf(typed), undefined, typed);
});
