/** The poster: the page that makes it, and the sheet of A4 as it is printed, in few and in all languages. */
import { startTestServer } from '../../test/support/test-server.ts';
import { fromElsewhere } from '../../test/web/browser.ts';
import { Both, type Studio, saveBoth, sheet, sheetsOf } from './studio.ts';

/** A4 without its margins, px. */
const PAPER = { width: 703, height: 1_010 };
const ALL = 'en,es,fr,de,pt,it,ja,ko,zh,ar,ca,gl,eo';

export async function takePoster(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending);
  const { sessionId } = await server.speaker('poster');
  const url = `${fromElsewhere(server.url)}poster?code=`;
  const printed = sheet(studio, 'web-poster', { px: 330, states: 4 });
  for (const languages of ['es', 'es,ca,ar', 'es,ca,ar,fr,de,ja', ALL]) {
    const page = await studio.browser.page(`${url}${sessionId}&languages=${languages}`, { viewport: PAPER });
    await page.locator('.sheet .qr').waitFor();
    await page.emulateMedia({ media: 'print' });
    await printed.addOnce(page, `printed, ${languages}`);
    await page.context().close();
  }
  await printed.save(studio.browser);
  const sheets = sheetsOf(studio, 'web-poster-form');
  for (const [name, address, until] of [
    ['the sheet before it is printed', `${url}${sessionId}&languages=es,ca,ar`, '.sheet .qr'],
    ['without a code', url, '.problem:not(:empty)'],
    ['not reached by others', `${server.url}/poster?code=${sessionId}`, '.place > *'],
  ] as const) {
    const both = await Both.open(studio, sheets, address);
    await both.see(until);
    await both.shoot(name, { whole: true });
    await both.close();
  }
  await saveBoth(studio, sheets);
}
