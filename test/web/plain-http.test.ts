/** Speech at the page of a listener who opened it over plain http from another computer: browsers give it no worklets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';
import { fromElsewhere, noBrowser, numberAt, ONLY_48_KHZ, openBrowser, until, untilOver } from './browser.ts';
import { speak, untilPlayed, Watched, warmUp } from './deliveries.ts';
import { listen, OUTPUT, PLAYED } from './people.ts';

const skip = noBrowser ?? false;
/** What other browsers are like, as scripts for the page. */
const NO_WORKLETS = 'delete BaseAudioContext.prototype.audioWorklet;';
const NO_SCRIPTED_SOUND = `${NO_WORKLETS} delete BaseAudioContext.prototype.createScriptProcessor;`;
const NO_SOUND = '[data-topic=noSound]';

test('a page of plain http from another computer speaks, holds speech in a pause, and reports what was heard', {
  skip,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const { sessionId } = await server.speaker('ada');

  for (const [rate, script] of [
    ['16 kHz', ''],
    ['the rate of the device', ONLY_48_KHZ],
  ] as const) {
    await t.test(`at ${rate}`, async () => {
      const page = await browser.page(fromElsewhere(`${server.url}/listen?code=${sessionId}`));
      await page.addInitScript({ content: script });
      await page.reload();
      const hasWorklets = await page.evaluate("'audioWorklet' in AudioContext.prototype");
      assert.equal(hasWorklets, false, 'the browser has worklets here, so this test says nothing');
      const watched = new Watched(page);
      await listen(page, 'es');
      const warm = await warmUp(page, server, watched);

      await speak(server, watched, 1, { resultId: 'r', segment: 0, text: 'uno', seconds: 1 });
      await untilOver(page, OUTPUT, 0.02, 'data-peak');
      await until(page, 'a report', async () => watched.reports.length === 1);
      await speak(server, watched, 2, { resultId: 'r', segment: 1, text: 'dos', seconds: 5 });
      await speak(server, watched, 3, { resultId: 'r', segment: 2, text: 'tres', seconds: 3 });
      await page.locator('[data-number=rate]:not([data-percent="0"])').waitFor({ state: 'attached' });
      await until(page, 'all reports', async () => watched.reports.length === 3);
      const [one, two, three] = watched.reports;
      assert.ok(one && two && three);
      assert.deepEqual([one.outcome, two.outcome, three.outcome], ['played', 'played', 'played']);
      assert.ok(Math.abs(one.durationMs * one.playbackRate - 1_000) < 60, JSON.stringify(one));
      // It is heard after the buffer that sounds while the speech is made.
      assert.ok(one.delayMs >= 250 && one.delayMs < 3_000, JSON.stringify(one));
      assert.ok(three.playbackRate > 1.1 && three.delayMs > 2_000, JSON.stringify(three));

      await untilPlayed(page, warm + 5);
      const pause = page.locator('[data-control=pause]');
      await pause.click();
      await speak(server, watched, 4, { resultId: 'r', segment: 3, text: 'cuatro', seconds: 0.6 });
      await page.locator('[data-words=translated] [data-finals] p', { hasText: 'cuatro' }).waitFor();
      assert.equal(await numberAt(page, PLAYED), warm + 6);
      await pause.click();
      await untilPlayed(page, warm + 7);
      assert.equal(await page.locator(NO_SOUND).count(), 0);
    });
  }
  assert.deepEqual(browser.problems, []);
});

test('a browser that can neither: the page says that there is no sound and why, and shows the words', {
  skip,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const { sessionId } = await server.speaker('ada');
  const url = `${server.url}/listen?code=${sessionId}`;
  for (const [address, why] of [
    [fromElsewhere(url), /sin audio.*https.*puedes leer/i],
    [url, /sin audio.*antiguo.*puedes leer/i],
  ] as const) {
    const page = await browser.page(address);
    await page.addInitScript({ content: NO_SCRIPTED_SOUND });
    await page.reload();
    const watched = new Watched(page);
    await listen(page, 'es');
    assert.match(await page.locator(NO_SOUND).innerText(), why);
    assert.equal(await page.locator('[data-control=pause]').isVisible(), false);
    await speak(server, watched, 1, { resultId: 'r', segment: 0, text: 'uno', seconds: 0.5 });
    await page.locator('[data-words=translated] [data-finals] p', { hasText: 'uno' }).waitFor();
    assert.deepEqual(watched.reports, []);
  }
  assert.deepEqual(browser.problems, []);
});
