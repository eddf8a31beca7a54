import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINES } from '../../../scripts/engines.mjs';
import { missingEngines, recogniserIn, whyUnheard } from '../../../testkit/speech/needed-engines.ts';

const withOnly = (...there: string[]) =>
  ENGINES.map((engine) => ({ ...engine, find: () => (there.includes(engine.id) ? 'here' : undefined) }));

test('one of the recognisers and the voice are always needed', () => {
  assert.match(
    missingEngines(['fr'], {}, withOnly()) ?? '',
    /missing: Moonshine .*, PocketSphinx .*, eSpeak NG .*: apt-get install libpocketsphinx3 pocketsphinx-en-us espeak-ng$/,
  );
  for (const recogniser of ['moonshine', 'pocketsphinx']) {
    assert.equal(missingEngines(['fr'], {}, withOnly(recogniser, 'espeak-ng')), undefined);
    assert.match(missingEngines(['fr'], {}, withOnly(recogniser)) ?? '', /^missing: eSpeak NG \(/);
  }
});

test('where a recogniser is named the server says itself what it lacks; auto names none', () => {
  const engines = withOnly('espeak-ng');

  assert.equal(missingEngines(['fr'], { recogniser: 'whisper:/model.bin' }, engines), undefined);
  for (const recogniser of ['auto', ' ']) {
    assert.match(missingEngines(['fr'], { recogniser }, engines) ?? '', /^missing: Moonshine/);
  }
});

test('a recogniser is named by the setting, or by its old name', () => {
  assert.equal(recogniserIn({}), undefined);
  assert.equal(recogniserIn({ EMBEDDED_ASR: ' ', EMBEDDED_RECOGNISER: ' script' }), 'script');
  assert.equal(recogniserIn({ EMBEDDED_ASR: 'stamped', EMBEDDED_RECOGNISER: 'script' }), 'stamped');
});

test('a server that does not recognise English is no use to the demo, and says why', () => {
  const whisper = { engine: 'whisper', model: 'Whisper base', languages: ['es', 'fr'], maxStreams: 2 };

  assert.equal(whyUnheard({ ...whisper, languages: ['en', 'es'] }), undefined);
  assert.equal(
    whyUnheard(whisper),
    'the demo speaks English, and Whisper base is set to es, fr (EMBEDDED_ASR, EMBEDDED_ASR_LANGUAGES)',
  );
  const none = { engine: 'none', model: 'no recogniser', languages: [], maxStreams: 0, note: 'no PocketSphinx' };
  assert.equal(whyUnheard(none), 'nothing recognises speech here: no PocketSphinx');
});

test('a translation engine is needed only for who listens in its language', () => {
  const engines = withOnly('pocketsphinx', 'espeak-ng', 'apertium-spa');

  assert.equal(missingEngines(['es'], {}, engines), undefined);
  assert.match(missingEngines(['es', 'ca'], {}, engines) ?? '', /apt-get install apertium apertium-eng-cat$/);
});
