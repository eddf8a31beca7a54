import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTalk } from '../../testkit/speech/talk.ts';
import { countWordErrors } from '../../testkit/speech/word-error-rate.ts';
import { assertHeard, talkThrough } from '../support/talk-through.ts';
import { startTestServer } from '../support/test-server.ts';

test('PocketSphinx, which is there without a model of its own: a synthetic talk is heard in Spanish and Catalan within 5 s', async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'pocketsphinx' });
  const { samples, text = '' } = makeTalk('rms', 2);

  const heard = await talkThrough(server, samples, { languages: ['es', 'ca', 'de'] });

  const spanish = heard.get('es');
  const catalan = heard.get('ca');
  assert.ok(spanish && catalan);
  const { rate } = countWordErrors(text, spanish.transcript);
  assert.ok(rate <= 0.15, `word error rate ${rate}: ${spanish.transcript}`);
  assertHeard(spanish, 'es');
  assertHeard(catalan, 'ca');
  const translation = spanish.audio.map((message) => String(message.text)).join(' ');
  assert.match(translation, /(buen|día|mañana|reunión|ciudad)/i);
  assert.ok(spanish.audio.every((message) => message.translated === true));
  // No engine for German here: the source text, said plainly, and nothing pretends to be speech.
  assert.equal(heard.get('de')?.audio.length, 0);
});
