/** A person's voice at the page to speak: as the sample talk, and into the microphone, with Moonshine. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import { readPersonTalk } from '../../testkit/speech/person-talk.ts';
import { speechModel, speechModelFolder } from '../support/speech-model.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser, until } from './browser.ts';
import { codeOf, listen, speakWith, untilHeard } from './people.ts';

const skip = noBrowser ?? false;
const noPerson = existsSync('dist/web/person-talk.wav') ? false : 'the pages were built without recordings of a person';

test('the sample talk is a person’s where the server understands people, and it is said who reads', {
  skip: skip || noPerson,
}, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'script' });
  const browser = await openBrowser(t);
  const page = await browser.page(`${server.url}/speak`);
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));

  assert.match(await page.locator('[data-use=talk]:visible').innerText(), /a person reading/);
  await speakWith(page, 'talk');

  assert.match(await page.locator('[data-step=live] [data-source=talk]').innerText(), /LibriVox.*public domain/);
  assert.ok(fetched.includes('/person-talk.wav') && !fetched.includes('/sample-talk.wav'), fetched.join(' '));
  assert.deepEqual(browser.problems, []);
});

test('for a recogniser that is not up to people it has a synthetic voice, and says so', { skip }, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'pocketsphinx' });
  const browser = await openBrowser(t);
  const page = await browser.page(`${server.url}/speak`);

  await page.locator('[data-use=talk]:visible', { hasText: 'a synthetic voice' }).waitFor();
  await speakWith(page, 'talk');

  assert.match(await page.locator('[data-step=live] [data-source=talk]').innerText(), /a synthetic voice/);
  assert.deepEqual(browser.problems, []);
});

test('a person who speaks into the microphone is read with case and marks, and heard in Spanish', {
  skip,
}, async (t) => {
  if ((await speechModel(t)) === undefined) return;
  const person = readPersonTalk();
  assert.ok(person.ok, JSON.stringify(person));
  const asr = { EMBEDDED_ASR: 'moonshine', EMBEDDED_ASR_MODEL_FOLDER: speechModelFolder() };
  const server = await startTestServer(t, asr);
  const browser = await openBrowser(t, encodeWav(person.talk.samples, SAMPLE_RATE_HZ));
  const speaker = await browser.page(`${server.url}/speak`);
  await speakWith(speaker, 'microphone');
  const listener = await browser.page(`${server.url}/listen?code=${await codeOf(speaker)}`);
  await listen(listener, 'es');

  const own = speaker.locator('[data-words=own] [data-finals]');
  const original = listener.locator('[data-words=original]');
  // The microphone hears the recordings over and over, from anywhere in them: each sentence comes by.
  for (const words of [/He was not,? an ill/, /amiable himself\./]) {
    await until(speaker, String(words), async () => words.test(await own.innerText()));
    await until(listener, String(words), async () => words.test(await original.innerText()));
  }
  await untilHeard(listener);
  await listener.locator('[data-words=translated] [data-finals] p[lang=es]').first().waitFor();
  assert.deepEqual(browser.problems, []);
});
