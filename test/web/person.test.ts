/** A person's voice at the page to speak, as the sample talk. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { speakWith } from './people.ts';

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
