import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoOffer } from '../../../web/src/choose/demo/offer.ts';
import { parseServerInfo, UNKNOWN } from '../../../web/src/server-info.ts';

const targets = (speech: readonly string[], captions: readonly string[] = []) => [
  ...speech.map((code) => ({ code, offers: 'speech' })),
  ...captions.map((code) => ({ code, offers: 'captions' })),
];
const ASR = { engine: 'pocketsphinx', model: 'en-us', languages: ['en'] };
const HEALTH = { mode: 'embedded', sourceLanguages: ['en'], asr: ASR };

test('the demo offers the languages that have a voice, those of the browser first, at most six, never the speaker’s', () => {
  const speech = ['en', 'es', 'fr', 'de', 'pt', 'it', 'ca', 'gl'];
  const info = parseServerInfo({ ...HEALTH, targetLanguages: [...speech, 'ja'], targets: targets(speech, ['ja']) });

  const offer = demoOffer(info, ['gl-ES', 'en-GB', 'ja']);

  assert.deepEqual(offer, { languages: ['gl', 'es', 'fr', 'de', 'ca', 'pt'] });
});

test('a language that nobody thought of is offered last', () => {
  const info = parseServerInfo({ ...HEALTH, targetLanguages: ['xx', 'es'], targets: targets(['xx', 'es']) });

  assert.deepEqual(demoOffer(info, []), { languages: ['es', 'xx'] });
});

test('a server that cannot give the demo says why', () => {
  const why = (said: object) => demoOffer(parseServerInfo({ ...HEALTH, ...said }), []);

  assert.deepEqual(demoOffer(UNKNOWN, []), { why: 'unreachable' });
  assert.deepEqual(why({ mode: 'aws' }), { why: 'needsToken' });
  assert.deepEqual(why({ asr: { ...ASR, engine: 'none' } }), { why: 'noRecogniser' });
  assert.deepEqual(why({ sourceLanguages: ['es'] }), { why: 'noEnglish' });
  assert.deepEqual(why({ targetLanguages: ['en', 'es'], targets: targets(['en'], ['es']) }), { why: 'noVoice' });
});
