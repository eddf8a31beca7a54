/**
 * `npm run docs:images`: takes the pictures of the pages in docs/pictures, each page in both themes, in a real session. Needs
 * Chromium and the built pages. The pictures differ a little each time: codes, words, the audio level.
 */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { startTestServer } from '../test/support/test-server.ts';
import { openBrowser, untilOver } from '../test/web/browser.ts';
import { codeOf, listen, OWN_FINALS, speakWith, TRANSLATED_FINALS, untilHeard } from '../test/web/people.ts';
import { TEXTS } from '../web/src/texts.ts';

const FOLDER = 'docs/pictures';
const SIZE = { width: 1100, height: 760 };
const PHONE = { width: 390, height: 844 };

const ends: (() => Promise<void>)[] = [];
const ending = { after: (end: () => Promise<void>) => ends.unshift(end) };

await mkdir(FOLDER, { recursive: true });
try {
  const server = await startTestServer(ending, { EMBEDDED_ASR: 'auto' });
  const browser = await openBrowser(ending);
  const open = (path: string, viewport = SIZE) => browser.page(`${server.url}${path}`, { viewport });

  // The page shows what it gets from the server only after it has loaded.
  const index = await open('/');
  await index.getByText(TEXTS.choose.insideLead).waitFor();
  await take(index, 'web-index');
  const speaker = await open('/speak');
  await speaker.locator('.recogniser').waitFor();
  await take(speaker, 'web-speak-start');
  await speakWith(speaker, 'talk');
  const path = `/listen?code=${await codeOf(speaker)}`;
  const [ana, pau] = [await open(path), await open(path, PHONE)];
  await take(ana, 'web-listen-start');
  await Promise.all([listen(ana, 'es'), listen(pau, 'ca')]);
  await untilOver(speaker, OWN_FINALS, 2, 'data-finals');
  await untilOver(ana, TRANSLATED_FINALS, 1, 'data-finals');
  await Promise.all([untilHeard(ana), untilHeard(pau)]);
  await speaker.locator('[data-listeners="2"]').waitFor();
  for (const page of [speaker, ana]) await untilOver(page, '[role=meter]', 0, 'aria-valuenow');
  await take(speaker, 'web-speak');
  await take(ana, 'web-listen');
  await take(pau, 'web-listen-phone');
  const code = await codeOf(speaker);
  const insides = [await open(`/inside?session=${code}`), await open(`/inside?session=${code}`, PHONE)] as const;
  for (const page of insides) await page.locator('[data-latency=EndToEndLatency]').waitFor();
  await take(insides[0], 'web-inside');
  await take(insides[1], 'web-inside-phone');
} finally {
  for (const end of ends) await end();
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `${FOLDER}/${name}-${colorScheme}.png`;
    await page.screenshot({ path: file, animations: 'disabled', fullPage: true });
    process.stdout.write(`${file}\n`);
  }
}
