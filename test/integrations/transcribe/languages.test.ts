import assert from 'node:assert/strict';
import test from 'node:test';
import { LanguageCode } from '@aws-sdk/client-transcribe-streaming';
import { TRANSCRIBE_LANGUAGES, transcribeLanguage } from '../../../src/integrations/transcribe/languages.ts';
import { SOURCE_LANGUAGES } from '../../../src/protocol/languages.ts';

test('every source language of the contract has a code that the service knows', () => {
  assert.deepEqual(Object.keys(TRANSCRIBE_LANGUAGES).sort(), [...SOURCE_LANGUAGES].sort());
  const known = new Set<string>(Object.values(LanguageCode));
  for (const code of Object.values(TRANSCRIBE_LANGUAGES)) assert.ok(known.has(code), code);
  assert.equal(transcribeLanguage('zh'), 'zh-CN');
});

test('a language that is not offered has no code, whatever objects inherit', () => {
  assert.equal(transcribeLanguage('ca'), undefined);
  assert.equal(transcribeLanguage('constructor'), undefined);
});
