import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenText } from '../../../../emulators/transcribe/engines/whisper-text.ts';

test('speech stays as it is written', () => {
  const text = "He said it's 3.50, and very, very good: no, no!";

  assert.equal(spokenText(` ${text} `), text);
});

test('what Whisper writes for sounds is no speech', () => {
  for (const sound of [
    '[BLANK_AUDIO]',
    '(music)',
    ' [ Silence ] ',
    '♪ ♪♪',
    '*sighs*',
    '（音楽）',
    '【拍手】',
    '<|endoftext|>',
  ]) {
    assert.equal(spokenText(sound), '', sound);
  }
});

test('speech around a sound remains', () => {
  assert.equal(spokenText(' Good evening. [applause] Thank you (laughs) all.'), 'Good evening. Thank you all.');
  assert.equal(spokenText('♪ Hello darkness ♪'), 'Hello darkness');
});

test('a sound that the clip cuts off is left out too', () => {
  assert.equal(spokenText(' Good evening. [appl'), 'Good evening.');
});

test('words over and over at the end are a loop, and stay once', () => {
  assert.equal(spokenText(`Well, ${'I know. '.repeat(20)}`), 'Well, I know.');
  assert.equal(spokenText('you '.repeat(50)), 'you');
  assert.equal(spokenText(`${'7F clubs '.repeat(7)}7`), '7F clubs');
});

test('words said three times are no loop', () => {
  assert.equal(spokenText('Never, never, never.'), 'Never, never, never.');
});
