import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { SOURCE_LANGUAGES } from '../../src/protocol/languages.ts';
import { parseServerInfo } from '../../web/src/server-info.ts';
import { errorText, TEXTS } from '../../web/src/texts.ts';

const NONE = { engine: 'none', model: 'no recogniser', languages: [], maxStreams: 0, note: 'nothing is installed' };
const MOONSHINE = { engine: 'moonshine', model: 'Moonshine tiny-en', languages: ['en'], maxStreams: 6 };

test('an empty list of languages is an answer, a missing one is taken from the contract', () => {
  assert.deepEqual(parseServerInfo({ sourceLanguages: [] }).sourceLanguages, []);
  assert.deepEqual(parseServerInfo({ sourceLanguages: ['en'] }).sourceLanguages, ['en']);
  assert.deepEqual(parseServerInfo({}).sourceLanguages, SOURCE_LANGUAGES);
  assert.deepEqual(parseServerInfo({ sourceLanguages: 'en' }).sourceLanguages, SOURCE_LANGUAGES);
});

test('without a recogniser, or without a language, it is said why nobody speaks', () => {
  assert.equal(parseServerInfo({ asr: NONE, sourceLanguages: [] }).whyNobodySpeaks, TEXTS.speak.noRecogniser);
  assert.match(TEXTS.speak.noRecogniser, /npm run setup/);
  assert.equal(parseServerInfo({ asr: MOONSHINE, sourceLanguages: [] }).whyNobodySpeaks, TEXTS.speak.noSourceLanguage);
  assert.equal(parseServerInfo({ asr: MOONSHINE, sourceLanguages: ['en'] }).whyNobodySpeaks, undefined);
  assert.equal(parseServerInfo({ asr: null }).whyNobodySpeaks, undefined);
});

test('no recogniser, a full house and a passing trouble are told apart', () => {
  const textOf = (details?: Record<string, unknown>) =>
    errorText(new RostrumError('TRANSCRIBE_UNAVAILABLE', 'in the server’s words', details && { details }));

  assert.equal(textOf({ service: 'Transcribe', limit: 0 }), TEXTS.speak.noRecogniser);
  assert.match(
    textOf({ service: 'Transcribe', limit: 6 }),
    /^6 people are already speaking .*Try again when one of them has ended\.$/,
  );
  assert.match(
    textOf({ service: 'Transcribe', limit: 1 }),
    /^Somebody is already speaking .*Try again when they have ended\.$/,
  );
  assert.match(textOf({ service: 'Transcribe' }), /Try again in a moment/);
  assert.equal(textOf(), textOf({ service: 'Transcribe' }));
});
