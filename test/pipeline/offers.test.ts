import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeOffers, isOffersQuestion } from '../../pipeline/offers.ts';
import { scriptedEngines } from '../support/pipeline/engines.ts';

const question = (...targetLanguages: string[]) => ({ describe: 'targets', sourceLanguage: 'en', targetLanguages });

test('a language is offered as speech, as captions where it has no voice, and not at all where it is not translated', async () => {
  const engines = scriptedEngines({ unknownLanguages: ['de'], voicelessLanguages: ['gl'] });

  assert.deepEqual(await describeOffers(question('es', 'gl', 'de'), engines), {
    targets: [
      { code: 'es', offers: 'speech' },
      { code: 'gl', offers: 'captions' },
      { code: 'de', offers: 'none' },
    ],
  });
});

test('the speaker’s own language needs no translation', async () => {
  const engines = scriptedEngines({ unknownLanguages: ['en', 'en-GB'] });

  assert.deepEqual(
    (await describeOffers(question('en', 'en-GB'), engines)).targets.map(({ offers }) => offers),
    ['speech', 'speech'],
  );
});

test('a speech engine that cannot say what voices it has offers none', async () => {
  const { translator } = scriptedEngines();
  const speaker = { hasVoice: () => Promise.reject(new Error('espeak-ng failed')) };

  assert.deepEqual((await describeOffers(question('es'), { translator, speaker })).targets, [
    { code: 'es', offers: 'captions' },
  ]);
});

test('a question that is none is told what is wrong with it', async () => {
  const engines = scriptedEngines();
  for (const wrong of [
    { describe: 'targets' },
    { describe: 'targets', sourceLanguage: 'en' },
    { describe: 'targets', sourceLanguage: 'en', targetLanguages: 'es' },
    { describe: 'targets', sourceLanguage: 'en', targetLanguages: [1] },
    question(...Array.from({ length: 65 }, () => 'es')),
  ]) {
    await assert.rejects(describeOffers(wrong, engines), /^Error: Bad payload: /);
  }
});

test('a transcript is no question', () => {
  for (const event of [undefined, null, 'describe', [], {}, { describe: 'engines' }, { sessionId: 'a' }]) {
    assert.equal(isOffersQuestion(event), false);
  }
  assert.equal(isOffersQuestion(question('es')), true);
});
