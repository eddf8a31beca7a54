/** The listener's page on a phone in every language: each step, with its longest texts. */
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { startTestServer } from '../../test/support/test-server.ts';
import { Watched } from '../../test/web/deliveries.ts';
import { condition, listen } from '../../test/web/people.ts';
import { ownName } from '../../web/src/texts/names.ts';
import { sayTranslated } from './sentences.ts';
import { type Studio, sheet, voices } from './studio.ts';

const SMALL = { width: 360, height: 640 };
const STEPS = 5;

export async function takeLocales(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending);
  const { speaker, sessionId } = await server.speaker('locales');
  const all = sheet(studio, 'web-listen-locales', { px: 180, states: 2 * STEPS });
  for (const [i, code] of TARGET_LANGUAGES.entries()) {
    const page = await studio.browser.page('about:blank', { viewport: SMALL });
    await voices()(page);
    const watched = new Watched(page);
    await page.emulateMedia({ colorScheme: i % 4 < 2 ? 'light' : 'dark' });
    await page.goto(`${server.url}/listen?code=${sessionId}&ui=${code}`);
    await page.locator(`html[lang=${code}]`).waitFor();
    await page.locator('button[data-language]').first().waitFor();
    await all.addOnce(page, ownName(code));
    await listen(page, code);
    await sayTranslated(server, page, watched, code);
    // The longest of the conditions.
    await page.context().setOffline(true);
    await condition(page, 'offline');
    await all.addOnce(page, code);
    await page.context().setOffline(false);
    await page.locator('.notice button').click();
    await page.locator('[data-control=display]').click();
    await all.addOnce(page, code);
    await page.keyboard.press('Escape');
    await page.locator('[data-control=keep]').click();
    await page.locator('[data-kept-lines="2"]').waitFor();
    await all.addOnce(page, code);
    await page.keyboard.press('Escape');
    await page.locator('[data-control=leave]').click();
    await page.locator('[data-step=over]').waitFor();
    await all.addOnce(page, code);
    await page.context().close();
  }
  speaker.send({ action: 'endSession' });
  await all.save(studio.browser);
}
