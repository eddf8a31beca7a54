/** A speaker at a page and listeners at two more, in a real browser, with real recognition, translation and speech. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { noBrowser, numberAt, openBrowser, type TestBrowser, until, untilOver } from './browser.ts';
import {
  chip,
  codeOf,
  condition,
  listen,
  OWN_FINALS,
  PLAYED,
  speakWith,
  TRANSLATED_FINALS,
  turnSoundOn,
  untilHeard,
  untilIn,
} from './people.ts';

const skip = noBrowser ?? false;

test('a speaker and listeners at their pages', { skip, concurrency: true }, async (t) => {
  // A language that nobody listens in any more is told with the next status; the speaker waits for it here.
  const settings = { EMBEDDED_ASR: 'pocketsphinx', STATUS_INTERVAL_MS: '2000' };
  const [server, browser] = await Promise.all([startTestServer(t, settings), openBrowser(t)]);

  // Most of their time they wait for speech.
  await Promise.all([
    t.test('what one says into a microphone is heard in Spanish and Catalan, whatever becomes of the pages', (t) =>
      microphone(t, browser, server),
    ),
    t.test('the sample talk and a file of one’s own are streamed as speech is', () => recordings(browser, server)),
  ]);
  assert.deepEqual(browser.problems, []);
});

async function microphone(t: TestContext, browser: TestBrowser, server: TestServer): Promise<void> {
  const speaker = await browser.page(`${server.url}/speak`);
  const framesSent = countSentFrames(speaker);
  let ana: Page;
  let pau: Page;

  await t.test('the speaker sees the words, the level and the code', async () => {
    await speakWith(speaker, 'microphone');
    await untilOver(speaker, OWN_FINALS, 0, 'data-finals');
    await untilOver(speaker, '[role=meter]', 0.02, 'data-peak');
    await chip(speaker, 'recognition', 'on');
    assert.match(await codeOf(speaker), /^[a-z]+-[a-z]+-\d{3}$/);
  });

  await t.test('one listener follows the link, another types the code; both hear and read their language', async () => {
    const link = await speaker.locator('input[name=link]').inputValue();
    const typed = (await codeOf(speaker)).toUpperCase().replaceAll('-', ' ');
    [ana, pau] = await Promise.all([browser.page(link), browser.page(`${server.url}/listen`)]);
    await pau.locator('input[name=code]').fill(typed);
    await Promise.all([listen(ana, 'es'), listen(pau, 'ca')]);
    await Promise.all([untilHeard(ana), untilHeard(pau)]);
    await ana.locator('[data-words=translated] [data-finals] p[lang=es]').first().waitFor();
    await pau.locator('[data-words=translated] [data-finals] p[lang=ca]').first().waitFor();
    await ana.locator('[data-words=original] p[lang=en]').first().waitFor();
  });

  await t.test('the speaker sees who listens', async () => {
    await speaker.locator('[data-listeners="2"]').waitFor();
    for (const language of ['es', 'ca']) await speaker.locator(`li[data-language=${language}]`).waitFor();
  });

  await t.test('pause and mute are seen by everybody, and nothing is sent meanwhile', async () => {
    for (const [control, state] of [
      ['pause', 'paused'],
      ['mute', 'muted'],
    ] as const) {
      const button = speaker.locator(`[data-control=${control}]`);
      await button.click();
      await speaker.locator(`[data-control=${control}][data-on=true]`).waitFor();
      await Promise.all([condition(ana, state), condition(pau, state)]);
      const sent = framesSent();
      await untilLevelMoves(speaker);
      assert.equal(framesSent(), sent);
      await button.click();
      await speaker.locator(`[data-control=${control}][data-on=false]`).waitFor();
      await Promise.all([condition(ana, 'onAir'), condition(pau, 'onAir')]);
    }
  });

  await t.test('a listener changes the language and hears the other one', async () => {
    const played = await numberAt(ana, PLAYED);
    await ana.locator('[data-step=live] select[name=language]').selectOption('ca');
    await ana.locator('[data-words=translated] [data-finals] p[lang=ca]').first().waitFor();
    await untilHeard(ana, played);
    await speaker.locator('li[data-language=es]').waitFor({ state: 'detached' });
    assert.match(ana.url(), /language=ca/);
  });

  await t.test('a listener pauses playback: what is said meanwhile waits, and is heard afterwards', async () => {
    const pause = pau.locator('[data-control=pause]');
    await pause.click();
    await untilOver(pau, TRANSLATED_FINALS, await numberAt(pau, TRANSLATED_FINALS, 'data-finals'), 'data-finals');
    const played = await numberAt(pau, PLAYED);
    await untilOver(pau, TRANSLATED_FINALS, await numberAt(pau, TRANSLATED_FINALS, 'data-finals'), 'data-finals');
    assert.equal(await numberAt(pau, PLAYED), played);
    await pause.click();
    await untilHeard(pau, played);
    assert.equal(await numberAt(pau, '[data-number=late]'), 0);
  });

  await t.test('a listener who loads the page again is back in the session', async () => {
    await ana.reload();
    await untilIn(ana);
    await turnSoundOn(ana);
    await untilHeard(ana);
    assert.equal(await ana.locator('[data-step=live] select[name=language]').inputValue(), 'ca');
  });

  await t.test('a speaker who loads the page again goes on in the same session, as it was', async () => {
    const code = await codeOf(speaker);
    await speaker.locator('input[name=volume]').fill('50');
    await speaker.reload();
    await speaker.locator('[data-topic=restored]').waitFor();
    assert.equal(await codeOf(speaker), code);
    assert.equal(await speaker.locator('input[name=volume]').inputValue(), '50');
    await speakWith(speaker, 'microphone');
    await untilOver(speaker, OWN_FINALS, 0, 'data-finals');
    await untilHeard(ana, await numberAt(ana, PLAYED));
  });

  await t.test('the end is the end for everybody', async () => {
    await speaker.locator('[data-control=end]').click();
    await speaker.locator('[data-control=end-yes]').click();
    for (const page of [speaker, ana, pau]) await page.locator('[data-step=over]').waitFor();
    assert.match(await ana.locator('[data-step=over]').innerText(), /La sessió s’ha acabat/);
    await speaker.reload();
    await speaker.locator('[data-step=setup]').waitFor();
  });
}

async function recordings(browser: TestBrowser, server: TestServer): Promise<void> {
  const page = await browser.page(`${server.url}/speak`);

  await speakWith(page, 'talk');
  await page.locator('[data-words=own] [data-finals] p', { hasText: /good morning/i }).waitFor();
  // A file of no audio is said to be none, and the talk goes on.
  await page
    .locator('[data-step=live] input[type=file]')
    .setInputFiles({ name: 'letter.wav', mimeType: 'audio/wav', buffer: Buffer.from('Dear all, this is no sound.') });
  await page.locator('[data-topic=source][data-kind=problem]').waitFor();
  assert.equal(await page.locator('[data-step=live] [data-source]').getAttribute('data-source'), 'talk');
  const said = await numberAt(page, OWN_FINALS, 'data-finals');
  await page.locator('[data-step=live] input[type=file]').setInputFiles('dist/web/sample-talk.wav');
  await page.locator('[data-step=live] [data-source=file]').waitFor();
  await untilOver(page, OWN_FINALS, said, 'data-finals');
}

/** The microphone is heard by the page: its level has changed a few times. */
async function untilLevelMoves(page: Page): Promise<void> {
  let moves = 0;
  let before = Number.NaN;
  await until(page, 'the level to move', async () => {
    const now = await numberAt(page, '[role=meter]', 'aria-valuenow');
    if (now !== before) moves += 1;
    before = now;
    return moves > 4;
  });
}

/** Chunks of audio the page has sent, on whatever socket. */
function countSentFrames(page: Page): () => number {
  let count = 0;
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') count += 1;
    });
  });
  return () => count;
}
