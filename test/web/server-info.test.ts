import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { SOURCE_LANGUAGES } from '../../src/protocol/languages.ts';
import { parseServerInfo } from '../../web/src/server-info.ts';
import { wordsOf } from '../../web/src/texts/locale.ts';
import { SPEAK } from '../../web/src/texts/speak.ts';
import { speakErrorWords } from '../../web/src/texts/speak-errors.ts';

const NONE = { engine: 'none', model: 'no recogniser', languages: [], maxStreams: 0, note: 'nothing is installed' };
const MOONSHINE = { engine: 'moonshine', model: 'Moonshine tiny-en', languages: ['en'], maxStreams: 6 };

test('an empty list of languages is an answer, a missing one is taken from the contract', () => {
  assert.deepEqual(parseServerInfo({ sourceLanguages: [] }).sourceLanguages, []);
  assert.deepEqual(parseServerInfo({ sourceLanguages: ['en'] }).sourceLanguages, ['en']);
  assert.deepEqual(parseServerInfo({}).sourceLanguages, SOURCE_LANGUAGES);
  assert.deepEqual(parseServerInfo({ sourceLanguages: 'en' }).sourceLanguages, SOURCE_LANGUAGES);
});

test('without a recogniser, or without a language, it is said why nobody speaks', () => {
  assert.equal(parseServerInfo({ asr: NONE, sourceLanguages: [] }).whyNobodySpeaks, 'noRecogniser');
  assert.match(SPEAK.noRecogniser, /npm run setup/);
  assert.equal(parseServerInfo({ asr: MOONSHINE, sourceLanguages: [] }).whyNobodySpeaks, 'noSourceLanguage');
  assert.equal(parseServerInfo({ asr: MOONSHINE, sourceLanguages: ['en'] }).whyNobodySpeaks, undefined);
  assert.equal(parseServerInfo({ asr: null }).whyNobodySpeaks, undefined);
});

test('no recogniser, a full house and a passing trouble are told apart', () => {
  const textOf = (details?: Record<string, unknown>) =>
    wordsOf(
      speakErrorWords(new RostrumError('TRANSCRIBE_UNAVAILABLE', 'in the server’s words', details && { details })),
    );

  assert.equal(textOf({ service: 'Transcribe', limit: 0 }), SPEAK.noRecogniser);
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

test('what a server offers for a language is read, and one that says nothing is taken to have speech', () => {
  const targets = [
    { code: 'gl', offers: 'captions' },
    { code: 'eo', offers: 'none' },
    { code: 'it', offers: 'song' },
    null,
  ];
  const { offers } = parseServerInfo({ targets });
  assert.deepEqual(['gl', 'eo', 'it', 'es'].map(offers), ['captions', 'none', 'speech', 'speech']);
  assert.equal(parseServerInfo({ targets: 'es' }).offers('es'), 'speech');
});

test('where others reach a server is known only if it says so', () => {
  assert.deepEqual(parseServerInfo({ addresses: ['http://192.168.0.7:8080'] }).addresses, ['http://192.168.0.7:8080']);
  assert.deepEqual(parseServerInfo({ addresses: [] }).addresses, []);
  assert.equal(parseServerInfo({ addresses: 'here' }).addresses, undefined);
});
