/** The page to look inside, in a browser: the charts of live sessions, what becomes of them, and who may see it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { noBrowser, openBrowser, type TestBrowser, until } from './browser.ts';
import { chip } from './people.ts';

const skip = noBrowser ?? false;
const TOKEN = 'a-token-of-the-operator';
const LIT = '.leaf.lit text';

test('the page to look inside', { skip, concurrency: true }, async (t) => {
  const [open, closed, browser] = await Promise.all([
    startTestServer(t, { EMBEDDED_ASR: 'script' }),
    startTestServer(t, { INSIDE_TOKEN: TOKEN }),
    openBrowser(t),
  ]);

  await Promise.all([
    t.test('the page shows a session’s charts as they are, and what becomes of them; accessible in both themes', () =>
      charts(browser, open),
    ),
    t.test('a server with a token shows sessions to who brings it, and to nobody else', () => token(browser, closed)),
  ]);
  // Of what the browser itself reports, the refused tokens are the only thing.
  assert.deepEqual(
    browser.problems.filter((text) => !/status of 401/.test(text)),
    [],
  );
});

async function charts(browser: TestBrowser, server: TestServer): Promise<void> {
  const start = await browser.page(`${server.url}/`);
  await start.locator('main a[href="./inside"]').waitFor();
  const page = await browser.page(`${server.url}/inside`);
  await page.locator('[data-said]', { hasText: 'No session is live' }).waitFor();
  await isAccessible(page, 'the page to look inside, without a session');

  const { speaker, sessionId } = await server.speaker('ada');
  await server.listener(sessionId, 'es');
  const chart = page.locator('[data-chart=session]');
  await chart.locator(LIT).first().waitFor();
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await chart.locator(LIT, { hasText: 'paused' }).waitFor();
  await chart.locator('[data-active="live › pause › paused"]').waitFor();
  await page.locator('.changes li', { hasText: 'broadcast.pause' }).waitFor();
  assert.match((await chart.locator('svg').getAttribute('aria-label')) ?? '', /live › pause › paused/);
  assert.equal(await page.locator('[data-chart=transcription]').getAttribute('data-running'), 'false');

  await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
  // The scripted recogniser's first sentence takes 2.3 s of audio, whatever is in it.
  for (let chunk = 0; chunk < 26; chunk += 1) speaker.send(new Uint8Array(3_200).fill(7));
  await page.locator('[data-chart=transcription][data-running=true]').locator(LIT).first().waitFor();
  await page.locator('[data-latency=TranslationForwardingLatency] [data-figure=p95]').waitFor();
  await page.locator('[data-latency=SegmentCommitLag] [data-figure=p90]').waitFor();
  await page.locator('dt', { hasText: 'SegmentCommitLag, p50 and p90' }).waitFor();
  await isAccessible(page, 'the page to look inside, with a session');

  // Another session is there to be chosen; the one that is looked at stays.
  const other = await server.speaker('grace');
  const select = page.locator('select[name=session]');
  await select.locator(`option[value=${other.sessionId}]`).waitFor({ state: 'attached' });
  assert.equal(await select.inputValue(), sessionId);
  await select.selectOption(other.sessionId);
  await page.locator(`[data-session=${other.sessionId}]`).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('session'), other.sessionId);
  await page.reload();
  await page.locator(`[data-session=${other.sessionId}]`).waitFor();
  other.speaker.send({ action: 'endSession' });
  await page.locator('[data-said]', { hasText: 'is over' }).waitFor();
}

async function token(browser: TestBrowser, server: TestServer): Promise<void> {
  const { sessionId } = await server.speaker('ada');
  const page = await browser.page(`${server.url}/inside`);
  const enter = async (token: string) => {
    await page.locator('input[name=token]').fill(token);
    await page.keyboard.press('Enter');
  };

  await chip(page, 'inside', 'token');
  await enter('not-the-token-of-the-operator');
  await page.locator('form .problem', { hasText: 'not the server’s token' }).waitFor();
  await isAccessible(page, 'the page to look inside, with a wrong token');
  assert.doesNotMatch(await page.locator('body').innerText(), new RegExp(sessionId));
  await enter(TOKEN);
  await page.locator(`[data-session=${sessionId}]`).waitFor();
  assert.doesNotMatch(page.url(), new RegExp(TOKEN));
  // The server is asked again and again.
  const asked = countOf(page);
  await until(page, 'the page to ask again', async () => asked() > 1);

  function countOf(of: typeof page): () => number {
    let count = 0;
    of.on('response', (response) => {
      if (response.url().includes('/inside/now') && response.status() === 200) count += 1;
    });
    return () => count;
  }
}
