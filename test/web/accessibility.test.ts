/** Every page and what it looks like on the way, by axe-core, in both themes; and on the screen of a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { noBrowser, openBrowser, untilOver } from './browser.ts';
import { codeOf, listen, OWN_FINALS, TRANSLATED_FINALS } from './people.ts';

test('every page is accessible in both themes and fits a phone, before, in and after a session', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'pocketsphinx' });
  const browser = await openBrowser(t);
  const open = async (path: string) => {
    const page = await browser.page('about:blank');
    await page.goto(`${server.url}${path}`);
    return page;
  };

  await isAccessible(await open('/'), 'the first page');
  const speaker = await open('/speak');
  const listener = await open('/listen');
  await speaker.locator('.server > summary').click();
  await isAccessible(speaker, 'the page to speak');
  await isAccessible(listener, 'the page to listen');

  // Without a mouse, as some have to.
  await speaker.locator('[data-use=microphone]:visible').focus();
  await speaker.keyboard.press('Tab');
  await speaker.keyboard.press('Enter');
  await speaker.locator('[data-step=live] [data-source=talk]').waitFor();
  await listener.locator('input[name=code]').fill('golden-eagle');
  await listener.keyboard.press('Enter');
  await listener.locator('[data-kind=problem]').waitFor();
  await isAccessible(listener, 'the page to listen, with a wrong code');
  await listener.locator('input[name=code]').fill(await codeOf(speaker));
  await listen(listener, 'es');
  await untilOver(speaker, OWN_FINALS, 0, 'data-finals');
  await untilOver(listener, TRANSLATED_FINALS, 0, 'data-finals');
  await listener.locator('[data-control=display]').click();
  await listener.locator('summary:visible').click();
  await isAccessible(speaker, 'the page to speak, in a session');
  await isAccessible(listener, 'the page to listen, in a session');

  await listener.locator('[data-control=leave]').click();
  await listener.locator('[data-step=over]', { hasText: 'Has salido' }).waitFor();
  await isAccessible(listener, 'the page to listen, after the session');
  await speaker.locator('[data-control=end]').click();
  await isAccessible(speaker, 'the question before the end');
  await speaker.locator('[data-control=end-yes]').click();
  await speaker.locator('[data-step=over]').waitFor();
  await isAccessible(speaker, 'the end');
  assert.deepEqual(browser.problems, []);
});
