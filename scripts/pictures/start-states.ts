/** The start page: as it is found, with its demo playing and over, and where there is no demo. */
import { startTestServer } from '../../test/support/test-server.ts';
import { untilOver } from '../../test/web/browser.ts';
import { untilSpoken } from '../../test/web/deliveries.ts';
import { TRANSLATED_FINALS } from '../../test/web/people.ts';
import { DESK, take } from './camera.ts';
import { Both, type Studio, saveBoth, sheetsOf } from './studio.ts';

const OWN = '[data-words=original] [data-finals]';

export async function takeStart(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending, { EMBEDDED_ASR: 'auto' });
  await untilSpoken(server, 'es');
  const sheets = sheetsOf(studio, 'web-start');
  const whole = { whole: true };
  const both = await Both.open(studio, sheets, server.url);
  await both.see('.choices');
  await both.see('.more a');
  await both.shoot('as it is found', whole);
  // One after the other: each is a session with a recogniser of its own.
  for (const { page, sheet, kind } of both.places) {
    await page.locator('[data-control=demo]').click();
    await untilOver(page, OWN, 0, 'data-finals');
    await untilOver(page, TRANSLATED_FINALS, 0, 'data-finals');
    if (kind === 'desk') {
      await page.setViewportSize({ ...DESK, height: 1_000 });
      await page.locator('.demo').scrollIntoViewIfNeeded();
      await take(page, 'web-demo', whole);
      await page.setViewportSize(DESK);
    }
    await sheet.add(page, 'the demo plays', whole);
    await page.locator('[data-control=demo]').click();
    await page.locator('[data-demo=stopped]').waitFor();
    await sheet.add(page, 'it was stopped', whole);
  }
  await both.each(async ({ page }) => {
    await page.locator('input[name=code]').fill('golden-eagle');
    await page.keyboard.press('Enter');
  });
  await both.shoot('not a code', whole);
  await both.close();
  const quiet = await startTestServer(studio.ending, { EMBEDDED_ASR: 'stamped' });
  const without = await Both.open(studio, sheets, 'about:blank');
  await without.each(async ({ page }) => {
    await page.route('**/health', (route) => route.abort());
    await page.goto(quiet.url);
  });
  await without.see('.demo .hint');
  await without.shoot('the server does not answer', whole);
  await without.close();
  await saveBoth(studio, sheets);
}
