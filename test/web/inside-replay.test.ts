/** The page to look inside, over time: earlier states, the way of each sentence, what is found and copied. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ChartChange, SegmentView } from '../../src/protocol/inside.ts';
import { startTestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { fromElsewhere, noBrowser, openBrowser, until } from './browser.ts';
import { chip } from './people.ts';
import { spokenSession } from './spoken-session.ts';

const skip = noBrowser ?? false;
const TOKEN = 'a-token-of-the-operator';
const SESSION = '[data-chart=session]';
const LIT = `${SESSION} .leaf.lit text`;

/** What was copied: pages from elsewhere may not read the clipboard, but a person may paste. */
async function pasted(page: Page): Promise<string> {
  const field = page.locator('input[name=contains]');
  await field.fill('');
  await field.focus();
  await page.keyboard.press('Control+V');
  const text = await field.inputValue();
  await field.fill('');
  return text;
}

test('the page goes back in time by keyboard, shows each sentence’s way with its trace, finds changes and copies, on plain http too', {
  skip,
}, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'script', INSIDE_TOKEN: TOKEN });
  const [sessionId, browser] = await Promise.all([spokenSession(server), openBrowser(t)]);
  const page = await browser.page(fromElsewhere(`${server.url}/inside?session=${sessionId}`));
  await page.locator('input[name=token]').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.locator(`[data-session=${sessionId}]`).waitFor();
  assert.equal(await page.evaluate('isSecureContext'), false, 'so this page has no clipboard of its own');

  await t.test(
    'a sentence has its stages that were measured, in lanes and in words, and its trace is copied',
    async () => {
      for (const lane of ['speaker', 'es', 'eo']) await page.locator(`[data-lane=${lane}]`).first().waitFor();
      const first = page.locator('[data-segment="1"]');
      for (const stage of ['said', 'recognised', 'handedOver']) {
        await first.locator(`[data-lane=speaker] [data-stage=${stage}]`).waitFor({ state: 'attached' });
      }
      for (const stage of ['translated', 'spoken', 'played']) {
        await first.locator(`[data-lane=es] [data-stage=${stage}]`).waitFor({ state: 'attached' });
      }
      await first.locator('summary').click();
      assert.equal(await first.locator('dl').getByText('Esperanto, its speech came').count(), 1);
      assert.ok((await first.locator('dd[data-stage=spoken]').allInnerTexts()).includes('not known'));
      await isAccessible(page, 'the page to look inside, with a sentence’s way in words', '[data-segment="1"]');
      await first.locator('[data-trace]').click();
      await first.locator('[data-trace][data-copy=copied]').waitFor();
      const traceId = await first.locator('code').innerText();
      assert.match(traceId, /^[0-9a-f]{32}$/);
      assert.equal(await pasted(page), traceId);
      await first.locator('button', { hasText: 'Copy as JSON' }).click();
      const segment = JSON.parse(await pasted(page)) as SegmentView;
      assert.deepEqual([segment.traceId, segment.outcome, segment.languages.es?.played], [traceId, 'forwarded', 1]);
    },
  );

  await t.test(
    'with the keyboard one goes back to a change; the charts are as they were, and say since when',
    async () => {
      await page.locator('input[name=contains]').fill('broadcast.pause');
      await page.locator('[data-count]', { hasText: /^1 of \d+ changes$/ }).waitFor();
      await page.locator('.changes button', { hasText: 'broadcast.pause' }).focus();
      await page.keyboard.press('Enter');
      await page.locator(LIT, { hasText: 'paused' }).waitFor();
      await page.locator('.changes [aria-current=true]').waitFor();
      const moment = page.locator('[data-moment]');
      assert.match(await moment.innerText(), /^\d\d:\d\d:\d\d\.\d{3}, .* ago, after session: broadcast\.pause$/);
      const arrow = `${SESSION} path.taken[data-from="session.live.pause.playing"][data-to="session.live.pause.paused"]`;
      await page.locator(arrow).waitFor({ state: 'attached' });
      await isAccessible(page, 'the page to look inside, at an earlier time');

      const scrubber = page.locator('[data-scrubber]');
      await scrubber.focus();
      // Other changes may have come between the two.
      await until(page, 'the broadcast that goes on', async () => {
        await page.keyboard.press('ArrowRight');
        return (await page.locator(LIT, { hasText: 'playing' }).count()) > 0;
      });
      // Both say how long ago, so they are read at once.
      const [spoken, shown] = (await page.evaluate(`[
        document.querySelector('[data-scrubber]').getAttribute('aria-valuetext'),
        document.querySelector('[data-moment]').innerText,
      ]`)) as [string, string];
      assert.equal(spoken, shown);
      await page.keyboard.press('Home');
      await until(page, 'the oldest change', async () => (await moment.getAttribute('data-moment')) === '1');
      await page.keyboard.press('Escape');
      await page.locator('[data-moment=live]').waitFor();
      assert.equal(await page.locator('[data-live]').getAttribute('aria-pressed'), 'true');
      const exit = `${SESSION} path.exit[data-from="session.live.pause.playing"]`;
      await page.locator(exit).waitFor({ state: 'attached' });
    },
  );

  await t.test('changes are found by chart and text, and what is found is copied', async () => {
    await page.locator('input[name=contains]').fill('');
    await page.locator('select[name=chart]').selectOption('transcription');
    await page.locator('[data-card=changes] [data-copy]').click();
    const changes = JSON.parse(await pasted(page)) as ChartChange[];
    assert.ok(changes.length > 0 && changes.every(({ chart }) => chart === 'transcription'), JSON.stringify(changes));
    await page.locator('input[name=contains]').fill('nothing is like this');
    await page.locator('[data-count]', { hasText: /^0 of/ }).waitFor();
    await isAccessible(page, 'the page to look inside, with nothing found', '[data-card=changes]');
  });

  await t.test('latencies are shown since the start and in the last minutes, side by side', async () => {
    await page.locator('[data-span=lately]').click();
    const latency = page.locator('[data-latency=SegmentCommitLag][data-span=lately]');
    await latency.waitFor();
    const [all, lately] = [latency.locator('[data-figure=p90]'), latency.locator('[data-lately=p90]')];
    assert.equal(await lately.innerText(), await all.innerText(), 'the server is younger than a window');
    await isAccessible(page, 'the page to look inside, with the last minutes', '[data-card=latencies]');
  });

  await t.test('a server that does not answer is said, and what was seen stays until it does', async () => {
    await page.context().setOffline(true);
    await chip(page, 'inside', 'away');
    await page.locator(`[data-session=${sessionId}]`).waitFor();
    await isAccessible(page, 'the page to look inside, without its server', '.chips');
    await page.context().setOffline(false);
    await chip(page, 'inside', 'live');
  });
  // Of what the browser itself reports, the first request, without the token, is the only thing.
  assert.deepEqual(
    browser.problems.filter((text) => !/status of 401/.test(text)),
    [],
  );
});
