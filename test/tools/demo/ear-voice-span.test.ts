import assert from 'node:assert/strict';
import { test } from 'node:test';
import { earVoiceSpans } from '../../../tools/demo/ear-voice-span.ts';

test('each word counts from its own end to its share of the translation', () => {
  const spoken = { text: 'we open the window', startTimeMs: 1_000, endTimeMs: 3_000 };

  // Words end at 1.5, 2, 2.5 and 3 s; the translation sounds from 5 to 9 s.
  assert.deepEqual(earVoiceSpans(spoken, { firstSoundAtMs: 5_000, durationMs: 4_000 }), [4_500, 5_000, 5_500, 6_000]);
});

test('a dash between blanks is no word, and no words have no span', () => {
  const heard = { firstSoundAtMs: 100, durationMs: 0 };

  assert.equal(earVoiceSpans({ text: 'yes - no ', startTimeMs: 0, endTimeMs: 10 }, heard).length, 2);
  assert.deepEqual(earVoiceSpans({ text: ' ', startTimeMs: 0, endTimeMs: 10 }, heard), []);
});
