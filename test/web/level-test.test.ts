/** The page to speak with a microphone that works, and with all that can be wrong with one, in a real browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { fromElsewhere, noBrowser, openBrowser, until } from './browser.ts';
import {
  CALLS,
  COUNT_TRACKS,
  GRAPH_IS_SILENT,
  gainOf,
  happens,
  KEEP_NATIVE,
  liveTracks,
  loud,
  refusing,
  TONE,
  told,
} from './mic-page.ts';
import { hasNoSession, problem, refusals } from './mic-refusals.ts';
import { codeOf, speakWith } from './people.ts';

const TEST = '[data-mic-test]';
/** What is looked at alone once the rest of the page was looked at. */
const SOURCE = '[data-step=live] .sources';
const BROADCAST = '[data-control=broadcast]';
const MICROPHONE = '[data-use=microphone]:visible';

test('a session is made only when its microphone works, and what is wrong with it is told, in the test and on air', {
  skip: noBrowser ?? false,
  concurrency: true,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const blank = async (...scripts: readonly string[]) => {
    const page = await browser.page('about:blank');
    for (const content of [COUNT_TRACKS, ...scripts]) await page.addInitScript({ content });
    return page;
  };
  /** @param scripts what this browser is like. */
  const open = async (...scripts: readonly string[]) => {
    const page = await blank(...scripts);
    await page.goto(`${server.url}/speak`);
    return page;
  };

  const keyboard = t.test(
    'the keyboard alone: the microphone is heard before anybody hears it, then the session begins',
    async (t) => {
      const page = await open();
      await page.locator(MICROPHONE).focus();
      await page.keyboard.press('Enter');
      await page.locator(`${TEST} h2:focus`).waitFor();
      await page.locator('[data-mic-test=heard]').getByRole('status').filter({ hasText: 'We hear you' }).waitFor();
      await hasNoSession(page);
      assert.equal(await liveTracks(page), 1);
      await isAccessible(page, 'the test of the microphone');
      for (const control of ['microphone', BROADCAST]) {
        await page.keyboard.press('Tab');
        await page.locator(`${TEST} :focus`).waitFor();
        const isIt = control === 'microphone' ? 'select[name=microphone]:focus' : `${control}:focus`;
        assert.equal(await page.locator(isIt).count(), 1, control);
      }
      await page.keyboard.press('Enter');
      await page.locator('[data-step=live] [data-source=microphone]').waitFor();
      assert.match(await codeOf(page), /^[a-z]+-[a-z]+-\d{3}$/);
      assert.equal(await liveTracks(page), 1);

      await page.locator('[data-control=end]').click();
      await page.locator('[data-control=end-yes]').click();
      await page.locator('[data-step=over]').waitFor();
      assert.equal(await liveTracks(page), 0);

      await t.test('going back leaves no track open, and the focus at the button', async () => {
        await page.getByRole('button', { name: 'Start another session' }).click();
        await page.locator(MICROPHONE).click();
        await page.locator(TEST).waitFor();
        await page.keyboard.press('Escape');
        await page.locator(`${MICROPHONE}:focus`).waitFor();
        assert.equal(await liveTracks(page), 0);
      });

      await t.test(
        'a picked microphone is remembered; if it is not there, another one is used and that is said',
        async () => {
          await page.locator(MICROPHONE).click();
          const list = page.locator(`${TEST} select[name=microphone]`);
          await until(page, 'a list', async () => (await list.locator('option').count()) > 1);
          const [, other] = await list.locator('option').allInnerTexts();
          await list.selectOption({ label: other ?? '' });
          const remembered = async () => String(await page.evaluate("localStorage.getItem('rostrum.microphone')"));
          await until(page, 'a choice', async () => (await remembered()).includes(other ?? '?'));
          await until(page, 'one open track', async () => (await liveTracks(page)) === 1);
          await page.reload();
          await page.locator(MICROPHONE).click();
          await until(page, 'it again', async () => (await list.locator('option:checked').innerText()) === other);

          await page.evaluate(`localStorage.setItem('rostrum.microphone', '{"deviceId":"gone","label":"Gone"}')`);
          await page.reload();
          await page.locator(MICROPHONE).click();
          await page.locator(`${TEST} .note`, { hasText: '“Gone” cannot be used now' }).waitFor();
        },
      );
      await page.close();
    },
  );

  const refused = t.test('a microphone that cannot be used', async (t) =>
    refusals(t, await blank(CALLS, KEEP_NATIVE), server),
  );

  const onAir = t.test('on air: muted, suspended, distorted and lost are told, and over by themselves', async () => {
    const page = await open(TONE, CALLS, COUNT_TRACKS);
    await speakWith(page, 'microphone');
    const now = page.locator('[data-step=live] [data-source]');

    await happens(page, 'mute');
    await told(page, 'trackMuted');
    assert.match(await now.innerText(), /The microphone gives no sound/);
    await isAccessible(page, 'a muted track');
    await happens(page, 'unmute');
    await told(page, '');
    assert.match(await now.innerText(), /Sending the microphone/);

    await page.evaluate('window.isCalled = true; window.contexts[0].suspend()');
    await told(page, 'suspended');
    assert.match(await now.innerText(), /The microphone gives no sound/);
    await isAccessible(page, 'a suspended sound', SOURCE);
    await page.evaluate('window.isCalled = false');
    await page.getByRole('button', { name: 'Turn it on again' }).click();
    await told(page, '');

    await loud(page, 3);
    await told(page, 'clipping');
    assert.match(await now.innerText(), /Sending the microphone/);
    await isAccessible(page, 'a microphone that distorts', SOURCE);
    await page.locator('[data-control=mute]').click();
    await loud(page, 0.4);
    await told(page, 'speakingWhileMuted');
    await isAccessible(page, 'somebody who is muted and speaks', SOURCE);
    await page.locator('[data-control=mute]').click();
    await told(page, '');

    await happens(page, 'ended');
    await told(page, 'lost');
    assert.equal(await now.getAttribute('data-source'), 'off');
    assert.equal(await liveTracks(page), 0);
    await isAccessible(page, 'a microphone that was lost', SOURCE);
    await speakWith(page, 'microphone');
    await told(page, '');
    assert.equal(await liveTracks(page), 1);
    await page.close();
  });

  const inTest = t.test('in the test: silence and a faint voice are told, and over by themselves', async (t) => {
    const [silent, faint] = [await open(TONE, gainOf(0), COUNT_TRACKS), await open(TONE, gainOf(0.004), COUNT_TRACKS)];
    for (const page of [silent, faint]) await page.locator(MICROPHONE).click();
    for (const [page, trouble] of [
      [faint, 'tooQuiet'],
      [silent, 'noSound'],
    ] as const) {
      await told(page, trouble);
      assert.equal(await page.locator('[data-mic-test=waiting]').count(), 1);
      await isAccessible(page, trouble, TEST);
      await loud(page, 0.4);
      await told(page, '');
      await page.locator('[data-mic-test=heard]').waitFor();
    }
    await loud(faint, 3);
    await told(faint, 'clipping');
    await isAccessible(faint, 'the test of a microphone that distorts', TEST);

    await t.test('a microphone that is unplugged in the test: another one is used and that is said', async () => {
      await happens(silent, 'ended');
      await silent.locator(`${TEST} .note`, { hasText: 'was disconnected. You use' }).waitFor();
      assert.equal(await liveTracks(silent), 1);
      await happens(faint, 'ended', refusing('NotFoundError'));
      await problem(faint, /was disconnected/);
      assert.equal(await liveTracks(faint), 0);
    });
  });

  const soundless = t.test(
    'a microphone none of whose sound arrives: the same as one that the audio graph refuses; without TLS it is said at once',
    async () => {
      const page = await open(GRAPH_IS_SILENT);
      await page.locator(MICROPHONE).click();
      await problem(page, /gets no sound from this microphone/);
      assert.equal(await liveTracks(page), 0);
      await hasNoSession(page);
      await page.close();

      const plain = await browser.page(fromElsewhere(`${server.url}/speak`));
      await plain.locator('[data-closed]', { hasText: 'only over https' }).waitFor();
      assert.equal(await plain.locator(MICROPHONE).isDisabled(), true);
      await isAccessible(plain, 'a page that can send no sound');
      await plain.close();
    },
  );

  await Promise.all([keyboard, refused, onAir, inTest, soundless]);
  assert.deepEqual(browser.problems, []);
});
