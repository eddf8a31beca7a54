/** The page to speak at a server where nobody can. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser } from './browser.ts';

const SOURCES = ['microphone', 'talk', 'file'];

test('without a recogniser nothing can be spoken with, and the page says why', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const page = await browser.page(`${server.url}/speak`);
  const button = (source: string) => page.locator(`[data-use=${source}]:visible`);
  for (const source of SOURCES) assert.ok(await button(source).isEnabled(), source);

  const asr = { engine: 'none', model: 'no recogniser', languages: [], maxStreams: 0 };
  await page.route('**/health', (route) => route.fulfill({ json: { mode: 'embedded', sourceLanguages: [], asr } }));
  await page.reload();

  await page.locator('[data-closed]:visible', { hasText: 'no speech recogniser' }).waitFor();
  for (const source of SOURCES) assert.ok(await button(source).isDisabled(), source);
  assert.equal(await page.locator('select[name=language] option').count(), 0);
  assert.deepEqual(browser.problems, []);
});
