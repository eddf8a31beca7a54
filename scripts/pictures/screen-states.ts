/** The hall's screen: sizes, languages and grounds, what it says without words, and the form that makes its address. */
import type { Page } from 'playwright-core';
import type { TargetLanguage } from '../../src/protocol/languages.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { fromElsewhere } from '../../test/web/browser.ts';
import { connectionsOf, deliver } from '../../test/web/deliveries.ts';
import { WALL } from './camera.ts';
import { SENTENCES } from './sentences.ts';
import { Both, type Sheets, type Studio, saveBoth, sheet, sheetsOf } from './studio.ts';

const MORE: readonly (readonly [
  name: string,
  query: string,
  languages: readonly TargetLanguage[],
  viewport?: typeof WALL,
])[] = [
  ['2 languages, 2 lines, QR code', 'lines=2&qr=corner', ['es', 'ca']],
  ['1 line', 'lines=1', ['es']],
  ['3 lines', 'lines=3&qr=corner', ['fr']],
  ['4 lines of 3vw', 'lines=4&size=3vw', ['de']],
  ['Arabic and English', 'lines=2&qr=corner', ['ar', 'en']],
  ['4 languages', 'lines=1&size=3.5vw&qr=corner', ['ja', 'ko', 'zh', 'pt']],
  ['transparent, over a picture', 'lines=2&background=transparent', ['es', 'ca']],
  ['own colours, centred', 'lines=2&background=103060&color=ffe08a&align=center', ['it']],
  ['a lower third', 'lines=2&size=48px', ['gl'], { width: 1280, height: 240 }],
  ['an old projector, 4:3', 'lines=2&qr=corner', ['eo', 'es'], { width: 1024, height: 768 }],
];

export async function takeScreen(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending, { HOST: '0.0.0.0' });
  const walls = sheet(studio, 'web-screen', { px: 460, states: 3 });
  const { speaker, sessionId } = await server.speaker('screen');
  const elsewhere = fromElsewhere(server.url);
  const open = async (query: string, viewport = WALL): Promise<[Page, Map<string, string>]> => {
    const page = await studio.browser.page('about:blank', { viewport });
    const ids = connectionsOf(page);
    await page.goto(`${elsewhere}screen?${query}`);
    return [page, ids];
  };
  for (const [name, query, languages, viewport] of MORE) {
    const [page, ids] = await open(`code=${sessionId}&languages=${languages.join()}&${query}`, viewport);
    await page.locator('.stage[data-state=open]').waitFor();
    await say(server, page, ids, languages);
    await walls.addOnce(page, name, { clear: true });
    await page.context().close();
  }
  const quiet = async (name: string, query: string, until: string) => {
    const [page] = await open(query);
    await page.locator(until).waitFor();
    await walls.addOnce(page, name);
    return page;
  };
  await quiet(
    'waiting for the speaker',
    `code=${sessionId}&languages=es&qr=corner`,
    '.stage[data-state=open] .note:not(:empty)',
  );
  await quiet(
    'a code of no session',
    'code=golden-eagle-427&languages=es',
    '.stage[data-state=noSession] .note:not(:empty)',
  );
  await quiet('a wrong address', `code=${sessionId}&languages=es&lines=9&size=huge`, '.note:not(:empty)');
  const [page] = await open(`code=${sessionId}&languages=es&qr=corner`);
  await page.locator('.stage[data-state=open]').waitFor();
  speaker.send({ action: 'endSession' });
  await page.locator('.stage[data-state=over] .note:not(:empty)').waitFor();
  await walls.addOnce(page, 'over');
  await walls.save(studio.browser);
  await takeForm(studio, sheetsOf(studio, 'web-screen-form'), server);
}

async function takeForm(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const { sessionId } = await server.speaker('form');
  const form = await Both.open(studio, sheets, `${server.url}/screen?setup=${sessionId}`);
  await form.each(({ page }) => page.locator('input[value=es]').check());
  await form.see('[data-preview] [data-block=es] p');
  await form.shoot('the form', { whole: true });
  await form.close();
  const empty = await Both.open(studio, sheets, `${server.url}/screen`);
  await empty.see('.problem');
  await empty.shoot('without a code', { whole: true });
  await empty.close();
  await saveBoth(studio, sheets);
}

async function say(
  server: TestServer,
  page: Page,
  ids: ReadonlyMap<string, string>,
  languages: readonly TargetLanguage[],
): Promise<void> {
  for (const targetLanguage of languages) {
    for (const [segment, text] of SENTENCES[targetLanguage].entries()) {
      const named = { resultId: `r${segment}`, segment: 0, epoch: 0, sequenceNumber: segment };
      const connectionId = ids.get(targetLanguage) ?? '';
      await deliver(server, { connectionId }, { type: 'caption', ...named, targetLanguage, text, isPartial: false });
    }
    await page.locator(`[data-block=${targetLanguage}] p`, { hasText: SENTENCES[targetLanguage][1] }).waitFor();
  }
  await page.locator('html.still').waitFor({ state: 'attached' });
}
