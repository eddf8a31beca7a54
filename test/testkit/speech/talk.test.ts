import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTalk, TALK } from '../../../testkit/speech/talk.ts';

test('the whole talk takes 35 to 50 seconds', () => {
  const { samples, text } = makeTalk('rms', TALK.length);

  assert.ok(samples.length / 16_000 > 35 && samples.length / 16_000 < 50, `${samples.length / 16_000} s`);
  assert.equal(text, TALK.join(' '));
});

test('a shorter talk is the beginning of the whole one, and ends in a pause', () => {
  const { samples, text, title, voice } = makeTalk('kal', 1);

  assert.equal(text, TALK[0]);
  assert.deepEqual([title, voice], ['1 sentence', 'a synthetic voice (kal)']);
  assert.ok(samples.subarray(-16 * 700).every((sample) => sample === 0));
  assert.ok(samples.some((sample) => Math.abs(sample) > 3_000));
});
