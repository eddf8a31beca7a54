/** The speaker's page in every state, on a phone and on a desk, with the sample talk as its source. */
import type { Page } from 'playwright-core';
import { CutProxy } from '../../test/support/cut-proxy.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { speakWith } from '../../test/web/people.ts';
import { Both, type Sheets, type Studio, saveBoth, sheetsOf } from './studio.ts';

const SESSION_S = 7_200;
/** Between what the server said and the page. */
interface Wire {
  /** Added to the server's times, s: the session is older for the page. */
  laterS: number;
  /** Of the session, Unix seconds. */
  expiresAt: number;
  /** Recognition seems to have failed: what comes of it is withheld, and the audio said to be lost. */
  isFailed: boolean;
  send(message: object): void;
}

export async function takeDesk(studio: Studio): Promise<void> {
  const sheets = sheetsOf(studio, 'web-speak');
  const life = { EMBEDDED_ASR: 'script', SESSION_LIFE_MS: String(SESSION_S * 1_000) };
  const server = await startTestServer(studio.ending, life);
  await takeBefore(studio, sheets, server);
  await takeOnAir(studio, sheets, server);
  await takeInvitation(studio, sheets);
  await takeTabs(studio, sheets, server);
  await saveBoth(studio, sheets);
}

async function takeBefore(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const url = `${server.url}/speak`;
  const setup = await Both.open(studio, sheets, url);
  await setup.see('.recogniser small, [data-use=talk]:not(:disabled)');
  await setup.shoot('before a session');
  await setup.close();
  const away = await Both.open(studio, sheets, url, (page) => page.route('**/health', (route) => route.abort()));
  await away.click('[data-use=talk]');
  await away.see('[data-topic=start]');
  await away.shoot('the server does not answer');
  await away.close();
}

/** @returns the pages' wires, in their order. */
async function openOnAir(studio: Studio, sheets: Sheets, url: string): Promise<[Both, readonly Wire[]]> {
  const wires: Wire[] = [];
  const desk = await Both.open(studio, sheets, `${url}/speak`, async (page) => void wires.push(await tap(page)));
  await desk.each(({ page }) => speakWith(page, 'talk'));
  await status(desk, 'onAir');
  return [desk, wires];
}

async function tap(page: Page): Promise<Wire> {
  const wire: Wire = { laterS: 0, expiresAt: 0, isFailed: false, send: () => {} };
  await page.routeWebSocket(/.*/, (socket) => {
    const far = socket.connectToServer();
    far.onMessage((text) => {
      const message = JSON.parse(String(text)) as { type: string; timestamp?: number; expiresAt?: number };
      if (message.expiresAt !== undefined) wire.expiresAt = message.expiresAt;
      // The translation that is shown has a socket of its own.
      if (message.type === 'sessionCreated') wire.send = (more) => socket.send(JSON.stringify(more));
      if (wire.isFailed && message.type === 'transcript') return;
      const isLost = wire.isFailed && message.type === 'audioReceived';
      const timestamp = message.timestamp === undefined ? {} : { timestamp: message.timestamp + wire.laterS };
      socket.send(JSON.stringify({ ...message, ...timestamp, ...(isLost ? { dropped: 'failed' } : {}) }));
    });
  });
  return wire;
}

const status = (desk: Both, ...statuses: readonly string[]) =>
  desk.see(statuses.map((each) => `.on-air[data-status=${each}]`).join());

/** Plays the talk from its beginning: it is shorter than all the pictures take. */
async function again(desk: Both): Promise<void> {
  await desk.click('[data-use=talk]:visible');
  await status(desk, 'onAir');
}

async function takeOnAir(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const proxy = await CutProxy.start(studio.ending, server.url);
  const [desk, wires] = await openOnAir(studio, sheets, proxy.url);
  await desk.each(({ page }) => page.locator('select[name=monitor]').selectOption('es'));
  await desk.see('[data-words=monitor] p[lang=es]');
  await desk.see('[data-figure=lag] strong');
  await desk.shootTop('on air', { whole: true });
  await takeControls(desk, proxy);
  await takeTime(desk, wires);
  await again(desk);
  await takeRecognition(desk, wires);
  await again(desk);
  proxy.freeze();
  await status(desk, 'notGettingThrough');
  await desk.shootTop('not getting through');
  await desk.each(({ page }) => page.context().setOffline(true));
  await status(desk, 'offline');
  await desk.shootTop('offline');
  await desk.each(({ page }) => page.context().setOffline(false));
  proxy.cut();
  await status(desk, 'reconnecting');
  await desk.shootTop('reconnecting');
  proxy.restore();
  await status(desk, 'onAir', 'noSource', 'silent', 'notStarted');
  await again(desk);
  await takeEnd(desk);
}

async function takeControls(desk: Both, proxy: CutProxy): Promise<void> {
  await desk.click('[data-control=mute]');
  await status(desk, 'muted');
  await desk.shootTop('muted');
  proxy.freeze();
  await desk.click('[data-control=mute]');
  await status(desk, 'unmuting');
  await desk.shootTop('unmuting, not answered yet');
  proxy.restore();
  await status(desk, 'onAir', 'noSource', 'silent');
  await desk.click('[data-control=pause]');
  await status(desk, 'paused');
  await desk.shootTop('paused');
  await desk.click('[data-control=pause]');
  await desk.each(({ page }) => page.locator('.desk input[name=volume]').fill('0'));
  await status(desk, 'noVolume');
  await desk.shootTop('the volume is 0');
  await desk.each(({ page }) => page.locator('.desk input[name=volume]').fill('100'));
  await again(desk);
}

async function takeTime(desk: Both, wires: readonly Wire[]): Promise<void> {
  for (const [minutes, leftS] of [
    [10, 590],
    [5, 290],
    [1, 45],
  ] as const) {
    setLeft(wires, leftS);
    await desk.each(({ page }) => page.locator('[data-topic=timeLeft]', { hasText: WARNED[minutes] }).waitFor());
    await again(desk);
    await desk.shootTop(`${minutes} min left`);
  }
  setLeft(wires, undefined);
  await desk.click('[data-topic=timeLeft] button');
}

/** The page learns of it from the next answer, so it gets one. */
function setLeft(wires: readonly Wire[], leftS: number | undefined): void {
  const now = Math.floor(Date.now() / 1_000);
  for (const wire of wires) {
    wire.laterS = leftS === undefined ? 0 : wire.expiresAt - leftS - now;
    wire.send({ type: 'heartbeatAck', timestamp: now + wire.laterS });
  }
}

const WARNED = { 10: /in (10|9) minutes/, 5: /in (5|4) minutes/, 1: /seconds/ } as const;

async function takeRecognition(desk: Both, wires: readonly Wire[]): Promise<void> {
  const named = { sessionId: 's', timestamp: Math.floor(Date.now() / 1_000) };
  const tell = (message: object) => {
    for (const wire of wires) wire.send({ ...message, ...named });
  };
  tell({ type: 'transcriptionInterrupted', attempt: 1 });
  await desk.see('[data-topic=recognition]');
  await desk.shootTop('recognition was interrupted');
  for (const wire of wires) wire.isFailed = true;
  tell({ type: 'transcriptionFailed', reason: 'pictures' });
  await status(desk, 'notRecognised');
  await desk.see('[data-topic=lost]');
  await desk.shootTop('recognition failed');
  for (const wire of wires) wire.isFailed = false;
  tell({ type: 'transcriptionRestored', attempt: 2, replayedMs: 1_200 });
  await status(desk, 'onAir', 'noSource');
}

/** Where the hall can reach the server: the QR code, also over the whole screen. */
async function takeInvitation(studio: Studio, sheets: Sheets): Promise<void> {
  const server = await startTestServer(studio.ending, { EMBEDDED_ASR: 'script', HOST: '0.0.0.0' });
  const [desk] = await openOnAir(studio, sheets, server.url);
  await desk.see('.invite > .qr');
  await desk.each(({ page }) => page.locator('.invite').scrollIntoViewIfNeeded());
  await desk.shoot('the invitation');
  await desk.each(({ page }) => page.evaluate('delete Element.prototype.requestFullscreen'));
  await desk.click('[data-control=full-qr]');
  await desk.see('.hall-code .qr');
  await desk.shoot('the QR code over the whole screen');
  await desk.close();
}

async function takeEnd(desk: Both): Promise<void> {
  await desk.click('[data-control=keep]');
  await desk.see('[data-kept]:visible');
  await desk.each(({ page }) => page.locator('[data-control=keep]').scrollIntoViewIfNeeded());
  await desk.shootTop('keep the words', { whole: true });
  await desk.click('[data-control=end]');
  await desk.see('[data-control=end-no]');
  await desk.shootTop('the question before the end');
  await desk.click('[data-control=end-yes]');
  await desk.see('[data-step=over]:visible, .on-air[data-status=ending]');
  await desk.see('[data-step=over]:visible');
  await desk.shootTop('over');
  await desk.close();
}

/** A duplicated tab, and a session that was taken over. */
async function takeTabs(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const [desk] = await openOnAir(studio, sheets, server.url);
  const copies = await Promise.all(
    desk.places.map(async ({ page }) => {
      const opened = page.context().waitForEvent('page');
      await page.evaluate("void window.open('/speak')");
      const copy = await opened;
      await copy.locator('[data-control=take-over]').waitFor();
      return copy;
    }),
  );
  for (const [i, { sheet, page }] of desk.places.entries()) {
    const size = page.viewportSize();
    if (size) await copies[i]?.setViewportSize(size);
    if (copies[i]) await sheet.add(copies[i], 'a duplicated tab asks');
  }
  await Promise.all(copies.map((copy) => copy.locator('[data-control=take-over]').click()));
  await desk.see('[data-step=over]:visible');
  await desk.shootTop('taken over by another tab');
  await desk.close();
}
