/** The start page's demo: one click makes a real session, and what it says is heard and read in the chosen language. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { START } from '../../../web/src/texts/start.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';
import { isAccessible } from '../accessible.ts';
import { noBrowser, openBrowser, type TestBrowser, until } from '../browser.ts';
import { startsWithoutVoices } from '../deliveries.ts';

const { demo } = START;
/** What the browser itself says of a file that is not there. */
const MISSING = /status of 404/;
const CONTROL = '[data-control=demo]';
const ORIGINAL = '[data-words=original] [data-finals]';
const TRANSLATED = '[data-words=translated] [data-finals]';

const statusOf = async (url: string, sessionId: string): Promise<string> => {
  const answer = await fetch(`${url}/sessions/${sessionId}`);
  return answer.ok ? String(((await answer.json()) as { status?: unknown }).status) : 'gone';
};

test('the start page', { skip: noBrowser ?? false, concurrency: true }, async (t) => {
  const [server, browser] = await Promise.all([startTestServer(t, { EMBEDDED_ASR: 'script' }), openBrowser(t)]);

  await Promise.all([
    t.test(
      'one click plays the demo: both texts appear, the language can be changed, and stopping or leaving ends its session',
      () => playing(browser, server),
    ),
    t.test(
      'a typed code leads to its session; where there can be no demo, it is not offered, and the page says why',
      () => notPlaying(browser, server),
    ),
    t.test('a server that starts is asked again until the demo can be given', () => starting(browser, server)),
  ]);
  assert.deepEqual(
    browser.problems.filter((text) => !MISSING.test(text)),
    [],
  );
});

async function playing(browser: TestBrowser, server: TestServer): Promise<void> {
  const page = await browser.page(server.url);
  const sessions: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const { type, sessionId } = JSON.parse(String(payload)) as { type: string; sessionId?: string };
      if (type === 'sessionCreated' && sessionId !== undefined) sessions.push(sessionId);
    });
  });
  await page.locator('[name=demo-language]').nth(1).waitFor({ state: 'attached' });
  await isAccessible(page, 'the start page');
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  const border = (selector: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).borderTopWidth`);
  assert.notEqual(await border('.choices input:checked + span'), await border('.choices input:not(:checked) + span'));
  await page.emulateMedia({ forcedColors: 'none' });

  await page.locator(CONTROL).click();
  await page.locator('[data-demo=translating]').waitFor();
  await until(page, 'the talk in both languages', async () => {
    const texts = await Promise.all([ORIGINAL, TRANSLATED].map((each) => page.locator(each).innerText()));
    return texts.every((text) => text.trim() !== '');
  });
  assert.equal(await page.locator(CONTROL).innerText(), demo.stop);
  await isAccessible(page, 'the start page during the demo');
  const second = page.locator('[name=demo-language]').nth(1);
  const code = await second.getAttribute('value');
  await second.check({ force: true });
  await until(
    page,
    'words in the other language',
    async () => (await page.locator(`${TRANSLATED} [lang=${code}]`).count()) > 0,
  );
  await page.locator(CONTROL).click();
  await page.locator('[data-demo=stopped]').waitFor();
  await until(
    page,
    'the end of the session',
    async () => (await statusOf(server.url, String(sessions[0]))) !== 'active',
  );
  await isAccessible(page, 'the start page after the demo');

  // Who clicks everything twice hears it, too.
  await page.locator(CONTROL).dblclick();
  await until(page, 'another session', async () => sessions.length === 2);
  await page.locator('[data-demo=speaking], [data-demo=translating]').waitFor();
  await page.goto('about:blank');
  await until(page, 'the end of the session that was left', async () => {
    return (await statusOf(server.url, String(sessions[1]))) !== 'active';
  });
}

/** The first answers of a server that starts: none, then one without voices. */
async function starting(browser: TestBrowser, server: TestServer): Promise<void> {
  const page = await browser.page('about:blank');
  await startsWithoutVoices(page, 1);
  await page.route('**/health', (route) => route.abort(), { times: 1 });
  await page.goto(server.url);
  for (const why of [demo.refused.unreachable, demo.refused.noVoice]) {
    await page.getByText(why).waitFor();
    assert.equal(await page.locator(CONTROL).isVisible(), false);
  }
  await page.locator(`${CONTROL}:visible`).waitFor();
  assert.equal(await page.getByText(demo.refused.noVoice).isVisible(), false);
  const codes = await page
    .locator('[name=demo-language]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('value')));
  assert.deepEqual(codes, [...new Set(codes)]);
  await page.locator(CONTROL).click();
  await page.locator('[data-demo=speaking], [data-demo=translating]').waitFor();
  await page.close();
}

async function notPlaying(browser: TestBrowser, server: TestServer): Promise<void> {
  const page = await browser.page(server.url);
  const code = page.locator('.code-form input');

  await code.fill('golden');
  await code.press('Enter');
  await page.locator('.code-form [role=alert]:visible').waitFor();
  await isAccessible(page, 'the start page with a wrong code');
  await code.fill('Golden Eagle 427');
  await code.press('Enter');
  await page.waitForURL(/listen\?.*code=golden-eagle-427/);

  await page.goto(server.url);
  await page.route('**/*talk.wav', (route) => route.fulfill({ status: 404 }));
  await page.locator(CONTROL).click();
  await page.locator('[data-demo=failed] [role=alert]:visible', { hasText: /sample talk is missing/ }).waitFor();
  await isAccessible(page, 'the start page after a demo that failed');
  await page.unroute('**/*talk.wav');
  await page.locator(CONTROL).click();
  await page.locator('[data-demo=speaking], [data-demo=translating]').waitFor();

  const refused = [
    [demo.refused.needsToken, { mode: 'aws' }],
    [demo.refused.noRecogniser, { mode: 'embedded', asr: { engine: 'none', model: '', languages: [] } }],
  ] as const;
  for (const [why, json] of refused) {
    await page.route('**/health', (route) => route.fulfill({ json }));
    await page.goto(server.url);
    await page.getByText(why).waitFor();
    assert.equal(await page.locator(CONTROL).isVisible(), false);
  }
  await isAccessible(page, 'the start page without a demo');
}
