/** A phone's life at the page of a listener: networks that go, calls that come, screens that lock, and no sound at all. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CutProxy } from '../support/cut-proxy.ts';
import type { TestClient } from '../support/test-client.ts';
import { endOfSuite, startTestServer, type TestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { noBrowser, numberAt, openBrowser, type TestBrowser, until, untilOver } from './browser.ts';
import { deliver, speak, untilPlayed, untilSpoken, Watched } from './deliveries.ts';
import { condition, listen, OUTPUT, PLAYED, untilIn } from './people.ts';

/** What the browser itself says of a session that is not there. */
const MISSING = /status of 404/;
/** A busy machine may be late by so much, ms. */
const MARGIN_MS = 8_000;

/** Keeps what the page makes of the browser's sound, and stands in for what headless browsers lack. */
const PHONE = `
  window.phone = { contexts: [], elements: [], handlers: {}, locks: [], isCalling: false };
  const NativeContext = AudioContext;
  AudioContext = class extends NativeContext {
    constructor(options) { super(options); phone.contexts.push(this); }
    resume() {
      const isAsked = navigator.userActivation.isActive && phone.mayClick;
      return phone.isCalling && !isAsked ? Promise.reject(new DOMException('a call', 'InvalidStateError')) : super.resume();
    }
  };
  const NativeAudio = Audio;
  Audio = function () { const element = new NativeAudio(); phone.elements.push(element); return element; };
  const setHandler = MediaSession.prototype.setActionHandler;
  MediaSession.prototype.setActionHandler = function (action, handler) {
    phone.handlers[action] = handler;
    return setHandler.call(this, action, handler);
  };
  const wakeLock = { request: async () => {
    const lock = { released: false, release: async () => { lock.released = true; } };
    phone.locks.push(lock);
    return lock;
  } };
  Object.defineProperty(navigator, 'wakeLock', { value: wakeLock });
`;

const soundIs = (page: Page, state: string) => page.locator(`[data-step=live] .hall[data-sound=${state}]`).waitFor();
const contextIs = (page: Page, state: string) =>
  until(page, `a context that is ${state}`, async () => (await page.evaluate('phone.contexts[0]?.state')) === state);

/** Keeps the speaker on the air: a loud sound every half second. @returns what ends it. */
function talk(speaker: TestClient): () => void {
  const loud = new Uint8Array(Int16Array.from({ length: 1_600 }, (_, i) => 8_000 * Math.sin(i / 5)).buffer);
  const timer = setInterval(() => speaker.send(loud), 500);
  return () => clearInterval(timer);
}

// Each waits most of its time, for a network or for sound: they wait together.
describe('a phone’s life', { skip: noBrowser ?? false, concurrency: true }, () => {
  const ending = endOfSuite();
  let server: TestServer;
  let browser: TestBrowser;

  before(async () => {
    server = await startTestServer(ending);
    [browser] = await Promise.all([openBrowser(ending), untilSpoken(server, 'es')]);
  });
  after(() =>
    assert.deepEqual(
      browser.problems.filter((text) => !MISSING.test(text)),
      [],
    ),
  );

  test('a listener reads within seconds that nothing gets through, that the network is gone, and that they are in line; and is back by itself', async (t) => {
    const proxy = await CutProxy.start(t, server.url);
    const { speaker, sessionId } = await server.speaker('ada');
    const page = await browser.page(`${proxy.url}/listen?code=${sessionId}`);
    const watched = new Watched(page);
    await listen(page, 'es');
    await condition(page, 'notStarted');
    const language = page.locator('[data-step=live] select[name=language]');
    t.after(talk(speaker));
    const caption = { type: 'caption', isPartial: false, targetLanguage: 'es', translated: true };
    await deliver(server, watched, {
      ...caption,
      resultId: 'r',
      segment: 0,
      epoch: 0,
      sequenceNumber: 1,
      text: 'Hola',
    });
    await condition(page, 'onAir');
    // At once, because without a sign the connection is given up soon.
    await isAccessible(page, 'a listener on the air');

    await t.test('frozen, it says so within 12 s, and goes on with the same connection', async () => {
      const { connectionId } = watched;
      const frozenMs = Date.now();
      proxy.freeze();
      await language.selectOption('ca');
      await condition(page, 'noSign', 'reconnecting');
      assert.ok(Date.now() - frozenMs < 12_000 + MARGIN_MS, `said after ${Date.now() - frozenMs} ms`);
      // Not what was wished: what is heard.
      await page.locator('[data-topic=language][data-kind=problem]').waitFor();
      assert.equal(await language.inputValue(), 'es');
      await isAccessible(page, 'without a sign', '.status');
      proxy.restore();
      await condition(page, 'onAir');
      assert.equal(watched.connectionId, connectionId);
      await page.locator('[data-topic=language]').waitFor({ state: 'detached' });
      await until(page, 'the language that came late', async () => (await language.inputValue()) === 'ca');
    });

    await t.test('cut, it reconnects, in line where the server asks to wait, and is back', async () => {
      const details = { retryAfterMs: 2_000 };
      const refusal = { type: 'error', code: 'SERVICE_UNAVAILABLE', statusCode: 503, message: 'wait', details };
      const look = `**/sessions/${sessionId}`;
      proxy.cut();
      await condition(page, 'reconnecting');
      await isAccessible(page, 'reconnecting', '.status');
      await page.route(look, (route) => route.fulfill({ status: 503, json: refusal }));
      await condition(page, 'inLine');
      await page.locator('.status .seconds', { hasText: /\d/ }).waitFor();
      await isAccessible(page, 'in line', '.status');
      proxy.restore();
      await page.unroute(look);
      await condition(page, 'onAir');
    });

    await t.test('told by the browser that there is no network, it says so at once', async () => {
      proxy.freeze();
      await page.context().setOffline(true);
      await condition(page, 'offline');
      await isAccessible(page, 'offline', '.status');
      proxy.restore();
      await page.context().setOffline(false);
      await condition(page, 'onAir');
    });

    await t.test(
      'a session that ends while the network is gone is over, and its code is not called wrong',
      async () => {
        proxy.cut();
        await condition(page, 'reconnecting');
        speaker.send({ action: 'endSession' });
        await speaker.next('sessionEnded');
        proxy.restore();
        await page.locator('[data-step=over]', { hasText: 'La sessió s’ha acabat.' }).waitFor();
        await isAccessible(page, 'a session that ended meanwhile');
        await page.locator('[data-step=over] > button').click();
        await page.locator('input[name=code]').waitFor();
        const catalan = page.locator('button[data-language=ca]');
        await catalan.click();
        await page.locator('[data-topic=start][data-kind=problem]').waitFor();
        await page.locator('button[data-language=ca]:focus').waitFor();
        await isAccessible(page, 'the choice of a session, with the code of one that is over');
      },
    );
  });

  test('interrupted sound comes back by itself or with one button; the lock screen controls it; the screen stays on to the end', async (t) => {
    const { sessionId } = await server.speaker('bob');
    const page = await browser.page(`${server.url}/listen?code=${sessionId}`);
    await page.addInitScript({ content: PHONE });
    await page.reload();
    const watched = new Watched(page);
    await listen(page, 'es');
    await soundIs(page, 'on');
    const say = (segment: number) =>
      speak(server, watched, segment + 1, { resultId: 'r', segment, text: `word ${segment}`, seconds: 0.6 });
    await say(0);
    await untilPlayed(page, 1);
    await untilOver(page, OUTPUT, 0.02, 'data-peak');
    const hear = page.locator('[data-control=hear]');

    await t.test('the sound goes through an audio element alone, and earphones are suggested once', async () => {
      assert.deepEqual(
        await page.evaluate('phone.elements.map((each) => [each.paused, each.srcObject.getAudioTracks().length])'),
        [[false, 1]],
      );
      const hint = page.locator('[data-topic=earphones]');
      assert.equal(await hint.count(), 1);
      await hint.getByRole('button').click();
      assert.equal(await page.evaluate("localStorage.getItem('rostrum.earphones')"), 'told');
    });

    await t.test('a context that is suspended runs again without anybody', async () => {
      await page.evaluate('void phone.contexts[0].suspend()');
      await until(page, 'the sound', async () => (await page.evaluate('phone.contexts[0].state')) === 'running');
      await soundIs(page, 'on');
    });

    await t.test('while the system refuses, one button asks, speech waits, and a click brings it back', async () => {
      await page.evaluate('phone.isCalling = true; void phone.contexts[0].suspend()');
      await soundIs(page, 'interrupted');
      await isAccessible(page, 'the page with interrupted sound');
      await say(1);
      await page.locator('[data-words=translated] [data-finals] p', { hasText: 'word 1' }).waitFor();
      assert.equal(await numberAt(page, PLAYED), 1);
      assert.equal(await hear.count(), 1);
      await page.evaluate('phone.mayClick = true');
      await hear.click();
      await soundIs(page, 'on');
      await untilPlayed(page, 2);
      await page.evaluate('phone.isCalling = false');
    });

    await t.test('an element that the system pauses holds the speech and asks', async () => {
      await page.evaluate('phone.elements[0].pause()');
      await soundIs(page, 'interrupted');
      await contextIs(page, 'suspended');
      await hear.click();
      await soundIs(page, 'on');
      assert.equal(await page.evaluate('phone.elements[0].paused'), false);
    });

    await t.test('the lock screen shows the session, pauses, and goes on; the page shows it', async () => {
      const session = () =>
        page.evaluate('[navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]');
      const pause = page.locator('[data-control=pause]');
      const before = await pause.textContent();
      const [title, state] = (await session()) as [string, string];
      assert.ok(title.includes(sessionId), title);
      assert.equal(state, 'playing');
      await page.evaluate('phone.handlers.pause()');
      await contextIs(page, 'suspended');
      await until(page, 'the state of the lock screen', async () => ((await session()) as string[])[1] === 'paused');
      assert.notEqual(await pause.textContent(), before);
      await page.evaluate('phone.handlers.play()');
      await contextIs(page, 'running');
      await until(page, 'the state of the lock screen', async () => ((await session()) as string[])[1] === 'playing');
      assert.equal(await pause.textContent(), before);
    });

    await t.test('sound that was turned off while it paused plays when it is turned on again', async () => {
      const pause = page.locator('[data-control=pause]');
      const before = await pause.textContent();
      await pause.click();
      await contextIs(page, 'suspended');
      const sound = page.locator('button[data-sound]');
      await sound.click();
      await soundIs(page, 'off');
      await sound.click();
      await soundIs(page, 'on');
      await until(page, 'new sound', async () => (await page.evaluate('phone.contexts.at(-1).state')) === 'running');
      assert.equal(await page.evaluate('phone.contexts.length'), 2);
      assert.equal(await pause.textContent(), before);
      await say(3);
      await untilPlayed(page, 1);
      await untilOver(page, OUTPUT, 0.02, 'data-peak');
    });

    await t.test('a screen lock that the browser took back is asked for again, and given back at the end', async () => {
      assert.equal(await page.evaluate('phone.locks.length'), 1);
      await page.evaluate("phone.locks[0].released = true; document.dispatchEvent(new Event('visibilitychange'))");
      await until(page, 'another lock', async () => (await page.evaluate('phone.locks.length')) === 2);
      await page.locator('[data-control=leave]').click();
      await page.locator('[data-step=over]').waitFor();
      assert.deepEqual(await page.evaluate('[phone.locks[1].released, phone.contexts[1].state]'), [true, 'closed']);
      assert.equal(await page.evaluate('navigator.mediaSession.metadata'), null);
    });
  });

  test('text only opens no sound at all, until it is turned on; a language without a voice says so', async () => {
    const { sessionId } = await server.speaker('cleo');
    const page = await browser.page(`${server.url}/listen?code=${sessionId}`);
    await page.addInitScript({ content: `${PHONE} localStorage.setItem('rostrum.sound', 'off');` });
    const targets = [
      { code: 'es', offers: 'speech' },
      { code: 'gl', offers: 'captions' },
    ];
    await page.route('**/health', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), targets } });
    });
    await page.reload();
    const watched = new Watched(page);
    await listen(page, 'es');
    await soundIs(page, 'off');
    const contexts = () => page.evaluate('phone.contexts.length');
    await speak(server, watched, 1, { resultId: 'r', segment: 0, text: 'leído', seconds: 0.4 });
    await page.locator('[data-words=translated] [data-finals] p', { hasText: 'leído' }).waitFor();
    assert.equal(await contexts(), 0);

    await page.locator('[data-control=sound]').click();
    await soundIs(page, 'on');
    assert.equal(await contexts(), 1);
    await speak(server, watched, 2, { resultId: 'r', segment: 1, text: 'oído', seconds: 0.4 });
    await untilPlayed(page, 1);

    await page.locator('select[name=language]').selectOption('gl');
    await page.locator('[data-topic=caption]').waitFor();
    await soundIs(page, 'off');
    await page.locator('select[name=language]').selectOption('es');
    await soundIs(page, 'on');
    assert.equal(await page.locator('[data-topic=caption]').count(), 0);
    await untilIn(page);
  });
});
