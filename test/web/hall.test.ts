/** The pages around the hall: its screen, the form for it, the poster, and how the speaker invites. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { writeWords } from '../../emulators/transcribe/written-audio.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { networkUrls } from '../../src/server/boot/network-urls.ts';
import { sendAtNaturalPace, toChunks } from '../../testkit/speech/pace.ts';
import { texts as catalan } from '../../web/src/texts/locales/ca.ts';
import { texts as english } from '../../web/src/texts/locales/en.ts';
import { texts as galician } from '../../web/src/texts/locales/gl.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { readPng } from '../support/png.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { fromElsewhere, noBrowser, openBrowser, until } from './browser.ts';
import { connectionsOf, untilSpoken } from './deliveries.ts';
import { captionsOf, pagesIn, scan, styleOf } from './hall.ts';
import { codeOf, speakWith } from './people.ts';

const skip = noBrowser ?? false;
const ALL = 'en,es,fr,de,pt,it,ja,ko,zh,ar,ca,gl,eo';
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller';
/** What of the sheet does not fit its page. */
const CUT_PX = "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.sheet'))";
/** A system that shares links; once it was told not to, the person closes its dialog. */
const SHARES = `{
  window.shared = [];
  Navigator.prototype.share = async (what) => {
    window.shared.push(what);
    if (window.shares === 'not') throw new DOMException('closed', 'AbortError');
  };
}`;
const COPIES_NOTHING = `{
  document.execCommand = () => false;
  Clipboard.prototype.writeText = async () => { throw new DOMException('forbidden', 'NotAllowedError'); };
}`;
/** Each note of a screen, in order; empty where it went. */
const KEEPS_NOTES = `{
  window.notes = [];
  new MutationObserver(() => {
    const note = document.querySelector('.note')?.textContent;
    if (note !== undefined && note !== window.notes.at(-1)) window.notes.push(note);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}`;
/** How long what is wrong with the address is told; over a picture, every note. */
const NOTE_MS = 10_000;
/** Before a screen asks for a missing session again the first time, at most. */
const MOST_PATIENCE_MS = 6_250;
type Target = Record<'code' | 'offers', string>;
/** Whatever is installed here: what a server without these voices or translations offers. */
const OFFERS = new Map([
  ['es', 'speech'],
  ['gl', 'captions'],
  ['ko', 'none'],
]);
/** What the browser itself says of a session that is not there. */
const MISSING = /status of 404/;

// Its parts wait for speech, lines that roll and pointers that hide: they wait together.
test('the hall’s pages', { skip, concurrency: true }, async (t) => {
  const server = await startTestServer(t, { HOST: '0.0.0.0', EMBEDDED_ASR: 'written' });
  const [browser] = await Promise.all([openBrowser(t), untilSpoken(server, 'es')]);
  const begin = (userId: string) =>
    Speaker.create({
      ...{ url: server.url, WebSocket, sourceLanguage: 'en' },
      token: () => server.token(userId),
    });
  const speaker = await begin('ada');
  const { sessionId } = speaker;
  // What ada says reaches every screen in her session. In this one there are no other words than a test's own.
  const quiet = await begin('bob');
  const open = async (
    url: string,
    viewport = { width: 1_280, height: 720 },
    before?: (page: Page) => Promise<unknown>,
  ) => {
    const page = await browser.page('about:blank', { viewport });
    const ids = connectionsOf(page);
    await before?.(page);
    await page.goto(url);
    return { page, ids };
  };
  const elsewhere = fromElsewhere(server.url);
  const parts: Promise<void>[] = [];
  const part = (claim: string, holds: () => Promise<void>) => void parts.push(t.test(claim, holds));

  part(
    'the screen rolls a few lines of each language calmly, newest at the bottom, and invites in its corner',
    async () => {
      const query = `code=${sessionId}&languages=es,ar,original&lines=2&size=40px&qr=corner`;
      const { page, ids } = await open(`${elsewhere}screen?${query}`);
      await page.locator('.stage[data-state=open]').waitFor();
      const say = (language: string, resultId: string, text: string, isPartial = false) =>
        caption(server, ids, { targetLanguage: language, resultId, text, isPartial });

      for (const n of [1, 2, 3])
        await say('es', `r${n}`, `Frase número ${n} para todas las personas de la sala, ${LONG_WORD}.`);
      await say('ar', 'r1', 'صباح الخير للجميع في هذه القاعة مع OpenAI.');
      for (const last of ['[data-block=es] p:has-text("número 3")', '[data-block=ar] p']) {
        await page.locator(last).first().waitFor();
      }
      await until(page, 'the last line at the bottom', async () => Math.abs((await captionsOf(page, 'es')).gapPx) < 2);
      const spanish = await captionsOf(page, 'es');
      assert.deepEqual([spanish.fontPx, Math.round(spanish.heightPx), spanish.lines], [40, 112, 2]);
      assert.ok(spanish.overPx <= 0, `${spanish.overPx} pixels are cut`);
      const arabic = '[data-block=ar] p';
      const [direction, side] = [await styleOf(page, arabic, 'direction'), await styleOf(page, arabic, 'text-align')];
      assert.deepEqual([direction, side], ['rtl', 'start']);

      const sure = `Esto es corto y ya seguro, ${LONG_WORD},`;
      await say('es', 'r4', `${sure} pero esto todavía puede cambiar y ocupa una línea.`, true);
      await page.locator('[data-block=es] .partial', { hasText: 'ocupa una línea.' }).waitFor();
      await until(page, 'the partial', async () => Math.abs((await captionsOf(page, 'es')).gapPx) < 2);
      const before = await captionsOf(page, 'es');
      await say('es', 'r4', sure, true);
      await until(
        page,
        'the shorter partial',
        async () => (await page.locator('[data-block=es] .partial').innerText()) === sure,
      );
      const movedPx = upPx((await captionsOf(page, 'es')).transform) - upPx(before.transform);
      // The last pixel of a movement is slow.
      assert.ok(Math.abs(movedPx) < 2, `text jumped back by ${movedPx} pixels`);

      const words = 'Good morning to everybody here.'.split(' ').map((text) => ({ text, durationMs: 150 }));
      const audio = writeWords([...words, { text: '', durationMs: 400 }]);
      await sendAtNaturalPace(toChunks(audio), { now: () => performance.now(), sleep: setTimeout }, (chunk) => {
        speaker.send(chunk);
        return true;
      });
      await page.locator('[data-block=original] p', { hasText: 'Good morning' }).waitFor();
      assert.equal(await scan(page.locator('.corner .qr')), `${elsewhere}listen?code=${sessionId}`);
      await page.locator('html.still').waitFor({ state: 'attached' });
      await isAccessible(page, 'the screen');
    },
  );

  part(
    'over a picture nothing but letters is painted; what is wrong with the address is told, and each note goes within 10 s',
    async () => {
      const url = `${server.url}/screen?code=${quiet.sessionId}&languages=ca&background=transparent&lines=9`;
      const { page, ids } = await open(url, undefined, async (opened) => {
        await opened.clock.install();
        await opened.addInitScript(KEEPS_NOTES);
      });
      const notes = () => page.evaluate<string[]>('notes');
      await page.locator('.stage[data-state=open]').waitFor();
      await isAccessible(page, 'the screen over a picture');
      // A busy machine may have taken the time of a note already.
      await page.clock.fastForward(NOTE_MS);
      await until(page, 'that it waits', async () => (await notes()).includes(catalan.screen.waiting));
      await page.clock.fastForward(NOTE_MS);
      await until(page, 'an end of the note', async () => (await notes()).at(-1) === '');
      const told = (await notes()).filter((note) => note !== '');
      assert.match(told[0] ?? '', /lines=9/);
      assert.equal(told.at(-1), catalan.screen.waiting);
      await caption(server, ids, { targetLanguage: 'ca', resultId: 'r1', text: 'Bon dia.', isPartial: false });
      await page.locator('[data-block=ca] p', { hasText: 'Bon dia' }).waitFor();
      await until(page, 'the line', async () => Math.abs((await captionsOf(page, 'ca')).gapPx) < 2);
      const picture = readPng(await page.screenshot({ omitBackground: true }));
      assert.deepEqual([picture.alpha(3, 3), picture.alpha(640, 200)], [0, 0]);
      let painted = 0;
      for (let x = 0; x < 400; x++) painted += Number(picture.alpha(x, 640) > 0);
      assert.ok(painted > 20, 'no letters are painted');
      assert.equal((await captionsOf(page, 'ca')).fontPx, 1_280 * 0.04);
    },
  );

  part('a code that is not there is told quietly, and the screen shows its session when there is one', async () => {
    const look = `**/sessions/${quiet.sessionId}`;
    const { page, ids } = await open(
      `${server.url}/screen?code=${quiet.sessionId}&languages=gl`,
      undefined,
      async (opened) => {
        await opened.clock.install();
        await opened.route(look, (route) => route.fulfill({ status: 404, json: {} }));
      },
    );
    await page.locator('.stage[data-state=noSession]').waitFor();
    await until(page, 'a note', async () => (await page.locator('.note').innerText()) !== '');
    await isAccessible(page, 'the screen without a session');
    await page.unroute(look);
    await page.clock.fastForward(MOST_PATIENCE_MS);
    await page.locator('.stage[data-state=open]').waitFor();
    await page.locator('.note', { hasText: galician.screen.waiting }).waitFor();
    await isAccessible(page, 'the screen that waits for the speaker');
    await caption(server, ids, { targetLanguage: 'gl', resultId: 'r1', text: 'Bo día.', isPartial: false });
    await page.locator('[data-block=gl] p', { hasText: 'Bo día.' }).waitFor();
    await until(page, 'an end of the note', async () => (await page.locator('.note').innerText()) === '');
  });

  part('a screen whose network was cut says so, comes back by itself, and goes on', async () => {
    const proxy = await CutProxy.start(t, server.url);
    const { page, ids } = await open(`${proxy.url}/screen?code=${quiet.sessionId}&languages=en`);
    await page.locator('.stage[data-state=open]').waitFor();
    const before = ids.get('en');
    const say = (text: string) =>
      caption(server, ids, { targetLanguage: 'en', resultId: text, text, isPartial: false });
    await say('Before.');
    await page.locator('[data-block=en] p', { hasText: 'Before.' }).waitFor();
    proxy.cut();
    await page.locator('.stage[data-state=reconnecting]').waitFor();
    await page.locator('.note', { hasText: english.screen.reconnecting }).waitFor();
    await isAccessible(page, 'the screen that reconnects');
    proxy.restore();
    await page.locator('.stage[data-state=open]').waitFor();
    await until(page, 'an end of the note', async () => (await page.locator('.note').innerText()) === '');
    assert.notEqual(ids.get('en'), before, 'the connection was not cut');
    await say('After.');
    await page.locator('[data-block=en] p', { hasText: 'After.' }).waitFor();
    assert.match(await page.locator('[data-block=en]').innerText(), /Before\.\s+After\./);
  });

  part('the form makes an address, shows how it looks, and reads what it has made', async () => {
    const { page } = await open(`${server.url}/screen?setup=${sessionId}`);
    await page.locator('input[value=es]').check();
    await page.locator('select[name=lines]').selectOption('3');
    await page.locator('select[name=background]').selectOption('transparent');
    await page.locator('[data-preview] [data-block=es][data-lines="3"] p').first().waitFor();
    const address = new URL(await page.locator('input[name=address]').inputValue());
    assert.equal(address.search, `?code=${sessionId}&languages=original%2Ces&lines=3&background=transparent`);
    await isAccessible(page, 'the form for the screen');
    await page.goto(`${elsewhere}screen?setup=${sessionId}`);
    assert.equal(await page.evaluate('isSecureContext'), false, 'so this page has no clipboard of its own');
    const copied = await page.locator('input[name=address]').inputValue();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const code = page.locator('input[name=code]');
    await code.fill('');
    await code.press('Control+V');
    assert.equal(await code.inputValue(), copied);
    await page.goto(`${server.url}/screen`);
    await page.locator('.problem', { hasText: 'code' }).waitFor();
    assert.equal(await page.locator('input[name=address]').inputValue(), '');
  });

  part(
    'the poster is one page of A4 and of Letter, whatever its languages, and each reads as it is written',
    async () => {
      // As wide as A4 without its margins.
      const paper = { width: 703, height: 960 };
      for (const languages of ['es', 'es,ca,ar', 'es,ca,ar,fr,de,ja', ALL]) {
        const { page } = await open(`${elsewhere}poster?code=${sessionId}&languages=${languages}`, paper);
        await page.locator('.sheet').waitFor();
        assert.equal(await page.locator('.sheet [data-language]').count(), languages.split(',').length);
        for (const format of ['A4', 'Letter'])
          assert.equal(pagesIn(await page.pdf({ format })), 1, `${format} ${languages}`);
        await page.emulateMedia({ media: 'print' });
        const height = Number(await page.evaluate(CUT_PX));
        assert.ok(height <= 2, `${height} pixels of ${languages} are cut`);
        assert.equal(await page.locator('[data-control=print]').isVisible(), false);
        if (languages === 'es,ca,ar') await isAccessible(page, 'the poster as it is printed', '.sheet');
        await page.emulateMedia({ media: null });
        if (languages !== 'es,ca,ar') continue;
        assert.equal(await styleOf(page, '[data-language=ar]', 'direction'), 'rtl');
        assert.equal(await scan(page.locator('.sheet .qr')), `${elsewhere}listen?code=${sessionId}`);
        await isAccessible(page, 'the poster');
      }
    },
  );

  part(
    'the forms ask a server again that has just started; a poster without named languages has all with speech or captions',
    async () => {
      const health = (await (await fetch(`${server.url}/health`)).json()) as { targets: Target[] };
      const targets = health.targets.map((each) => ({ ...each, offers: OFFERS.get(each.code) ?? each.offers }));
      // A server that has just started does not know its voices yet.
      const early = targets.map(({ code }) => ({ code, offers: 'none' }));
      const startedNow = (opened: Page) => {
        const answers = [early];
        return opened.route('**/health', (route) =>
          route.fulfill({ json: { ...health, targets: answers.pop() ?? targets } }),
        );
      };
      const [{ page }, { page: form }] = await Promise.all([
        open(`${elsewhere}poster?code=${sessionId}`, undefined, startedNow),
        open(`${elsewhere}screen?languages=es,ko`, undefined, startedNow),
      ]);
      await form.locator('input[name=languages][value=es]:checked').waitFor();
      assert.equal(await form.locator('input[name=languages][value=ko]').count(), 0);
      await page.locator('.sheet [data-language=es]').waitFor();
      const offered = targets.filter(({ offers }) => offers !== 'none').map(({ code }) => code);
      const languages = (selector: string, name: string) =>
        page.locator(selector).evaluateAll((all, named) => all.map((each) => each.getAttribute(named)), name);
      assert.deepEqual((await languages('.sheet [data-language]', 'data-language')).sort(), offered.sort());
      assert.deepEqual((await languages('input[name=language]:checked', 'value')).sort(), offered.sort());
      await isAccessible(page, 'the settings of the poster');
      await page.locator('input[name=code]').fill('golden-eagle');
      await page.locator('.problem', { hasText: /\S/ }).waitFor();
      await isAccessible(page, 'the poster with a wrong code', '.tools');
    },
  );

  part(
    'a speaker at the server’s own computer invites by its address in the network, over the whole screen too',
    async () => {
      const [folder] = networkUrls({ mode: 'embedded', host: '0.0.0.0', tls: undefined }, 1, networkInterfaces()) ?? [];
      const { page } = await open(`${server.url}/speak`);
      await page.evaluate(SHARES);
      await page.route('**/health', async (route) => {
        const json = (await (await route.fetch()).json()) as { addresses: string[] };
        await route.fulfill({ json: { ...json, addresses: [...json.addresses, 'http://198.51.100.7:8080'] } });
      });
      await speakWith(page, 'talk');
      const link = page.locator('input[name=link]');
      if (folder === undefined) return;
      await page.locator('.invite .qr').waitFor();
      const address = await link.inputValue();
      assert.equal(new URL(address).hostname, new URL(folder).hostname);
      assert.equal(await scan(page.locator('.invite > .qr')), address);
      assert.equal(new URL(address).searchParams.get('code'), await codeOf(page));

      // A computer in two networks: the arrow keys go on in the list though it is made anew.
      const addresses = page.locator('select[name=address]');
      await addresses.focus();
      for (const [key, host] of [
        ['End', '198.51.100.7'],
        ['Home', new URL(address).hostname],
      ] as const) {
        await page.keyboard.press(key);
        await until(page, host, async () => new URL(await link.inputValue()).hostname === host);
        await page.locator('select[name=address]:focus').waitFor();
      }

      await page.locator('[data-control=share]').click();
      const shared = { title: `Listen in your language: ${await codeOf(page)}`, url: address };
      assert.deepEqual(await page.evaluate('window.shared'), [shared]);
      await page.evaluate("window.shares = 'not'");
      await page.locator('[data-control=share]').click();
      assert.equal(await page.locator('[data-kind=problem]').count(), 0, 'who closes the dialog has refused nothing');

      await page.emulateMedia({ colorScheme: 'dark' });
      await page.evaluate('delete Element.prototype.requestFullscreen');
      await page.locator('[data-control=full-qr]').click();
      assert.equal(await scan(page.locator('.hall-code .qr')), address);
      const picture = readPng(await page.screenshot());
      assert.equal(picture.grey(20, picture.height - 20), 255, 'not white');
      const { width = 0 } = (await page.locator('[data-full-code]').boundingBox()) ?? {};
      assert.ok(width > 400, `the code is ${width} pixels wide`);
      await isAccessible(page, 'the QR code over the whole screen');
      await page.keyboard.press('Escape');
      await page.locator('.hall-code').waitFor({ state: 'hidden' });
      await page.locator('[data-control=end]').click();
      await page.locator('[data-control=end-yes]').click();
      await page.locator('[data-step=over]').waitFor();
    },
  );

  part(
    'a speaker at a server that is closed to the hall reads how to open it, instead of a QR code that leads nowhere',
    async () => {
      const closed = await startTestServer(t, { EMBEDDED_ASR: 'written' });
      const page = await browser.page('about:blank');
      await page.goto(`${closed.url}/speak`);
      await speakWith(page, 'talk');
      await page.locator('[data-reach=command]').waitFor();

      assert.equal(await page.locator('input[name=command]').inputValue(), 'HOST=0.0.0.0 npm start');
      assert.equal(await page.locator('.invite .qr').count(), 0);
      assert.equal(new URL(await page.locator('input[name=link]').inputValue()).hostname, '127.0.0.1');
      await isAccessible(page, 'how to open the server');

      // A browser that copies nothing: the link is selected, for the keyboard.
      await page.evaluate(COPIES_NOTHING);
      await page.locator('[data-control=copy-link]').click();
      await page.locator('[data-control=copy-link]', { hasText: 'Select the link' }).waitFor();
      const link = await page.locator('input[name=link]:focus').inputValue();
      assert.equal(await page.evaluate('getSelection().toString()'), link);
      await isAccessible(page, 'a link that was not copied');
    },
  );
  await Promise.all(parts);
  await quiet.end();

  await t.test('the session’s end is told on the screen', async () => {
    const { page } = await open(`${server.url}/screen?code=${sessionId}&languages=es`);
    await page.locator('.stage[data-state=open]').waitFor();
    await speaker.end();
    await page.locator('.stage[data-state=over]').waitFor();
    await until(page, 'a note', async () => (await page.locator('.note').innerText()) !== '');
    await isAccessible(page, 'the screen after the session');
  });
  assert.deepEqual(
    browser.problems.filter((text) => !MISSING.test(text)),
    [],
  );
});

/** @param transform as the browser computes it: `matrix(1, 0, 0, 1, x, y)`. */
function upPx(transform: string): number {
  return Number(/, (-?[\d.]+)\)$/.exec(transform)?.[1]);
}

async function caption(
  server: TestServer,
  ids: ReadonlyMap<string, string>,
  said: Record<string, unknown>,
): Promise<void> {
  const id = ids.get(String(said.targetLanguage)) ?? '';
  const body = JSON.stringify({ type: 'caption', sequenceNumber: 1, segment: 0, epoch: 0, ...said });
  const answer = await fetch(`${server.url}/@connections/${encodeURIComponent(id)}`, { method: 'POST', body });
  assert.equal(answer.status, 200, await answer.text());
}
