/** The listener's page in every state, on a phone and on a desk: its steps, conditions, panels, and what is wrong with sound. */
import { CutProxy } from '../../test/support/cut-proxy.ts';
import type { TestClient } from '../../test/support/test-client.ts';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { CALLS } from '../../test/web/mic-page.ts';
import { condition, listen, untilIn } from '../../test/web/people.ts';
import { TURNED } from './camera.ts';
import { sayOriginal, sayTranslated } from './sentences.ts';
import { Both, type Sheets, type Studio, saveBoth, sheetsOf, voices } from './studio.ts';

const NEWS = '.notice button';

export async function takeListener(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending, { SPEAKER_GRACE_MS: '4000' });
  const proxy = await CutProxy.start(studio.ending, server.url);
  const sheets = sheetsOf(studio, 'web-listen');
  await takeJoining(studio, sheets, server);
  await takeSession(studio, sheets, server, proxy);
  await takeAway(studio, sheets, server);
  await saveBoth(studio, sheets);
}

/** Before the session, and what can be wrong with a link. */
async function takeJoining(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const { speaker, sessionId } = await server.speaker('joining');
  const open = (query: string) => Both.open(studio, sheets, `${server.url}/listen?ui=en${query}`, voices());
  const coded = await open('');
  await coded.see('input[name=code]');
  await coded.shoot('without a code');
  await coded.each(async ({ page }) => {
    await page.locator('input[name=code]').fill('golden-eagle');
    await page.keyboard.press('Enter');
  });
  await coded.see('[data-kind=problem]');
  await coded.shoot('not a code');
  await coded.close();

  const unknown = await open('&code=golden-eagle-427');
  await unknown.click('button[data-language=es]');
  await unknown.see('[data-kind=problem]');
  await unknown.shoot('a code of no session');
  await unknown.close();

  const linked = await open(`&code=${sessionId}`);
  await linked.see('button[data-language=en]');
  await linked.shoot('choose a language');
  // A server that takes the connection and says nothing.
  await linked.each(({ page }) => page.routeWebSocket(/.*/, () => {}));
  await linked.click('button[data-language=en]');
  await linked.shoot('joining');
  await linked.close();
  speaker.send({ action: 'endSession' });
}

/** Every condition of a session, in order of what happens to a listener. */
async function takeSession(studio: Studio, sheets: Sheets, server: TestServer, proxy: CutProxy): Promise<void> {
  const { speaker, sessionId } = await server.speaker('states');
  const hall = await Both.open(studio, sheets, `${proxy.url}/listen?code=${sessionId}&ui=en`, async (page) => {
    await page.addInitScript({ content: CALLS });
    await voices('gl')(page);
  });
  const see = async (name: string, ...conditions: readonly string[]) => {
    await hall.each(({ page }) => condition(page, ...conditions));
    await hall.shoot(name);
  };
  await hall.each(({ page }) => listen(page, 'es'));
  await see('not started', 'notStarted', 'silent');
  await hall.click(NEWS);
  await hall.each(async ({ watched, page }) => {
    await sayOriginal(server, watched);
    await sayTranslated(server, page, watched, 'es');
  });
  await see('on air', 'onAir');
  await takePanels(hall);
  await hall.deliver(server, { type: 'audioSilent', sessionId, timestamp: Math.floor(Date.now() / 1_000) });
  await see('silent', 'silent');
  await control(speaker, 'pauseBroadcast');
  await see('paused', 'paused');
  await control(speaker, 'resumeBroadcast');
  await control(speaker, 'muteBroadcast');
  await see('muted', 'muted');
  await control(speaker, 'unmuteBroadcast');
  await hall.deliver(server, { type: 'serverDraining', sessionId, reconnectWithinMs: 5_000 });
  await hall.shoot('the server restarts');
  await hall.click(NEWS);
  await takeSound(hall);
  await takeNetwork(hall, see, proxy, sessionId);
  await hall.click('[data-control=leave]');
  await hall.see('[data-step=over]');
  await hall.shoot('left');
  await hall.close();
}

async function control(speaker: TestClient, action: string): Promise<void> {
  speaker.send({ action });
}

/** The display's settings, and what they make of the captions; the words to keep. */
async function takePanels(hall: Both): Promise<void> {
  await hall.click('[data-control=display]');
  await hall.shoot('display');
  await hall.click('input[name=original][value=below]');
  await hall.each(({ page }) => page.locator('input[name=contrast]').check());
  await hall.each(({ page }) => page.locator('input[name=size]').fill('40'));
  await hall.each(({ page }) => page.locator('.status').click());
  await hall.shoot('40 px, high contrast, original below');
  await hall.click('[data-control=display]');
  await hall.each(({ page }) => page.locator('input[name=contrast]').uncheck());
  await hall.each(({ page }) => page.locator('input[name=size]').fill('24'));
  await hall.each(async ({ page, kind }) => {
    await page.locator(`input[name=original][value=${kind === 'desk' ? 'beside' : 'off'}]`).click();
    await page.locator('.status').click();
  });
  await hall.click('[data-control=keep]');
  await hall.see('[data-kept-lines="2"]');
  await hall.shoot('keep the words');
  await hall.each(({ page }) => page.locator('.status').click());
  for (const { page, kind, sheet } of hall.places) {
    const before = page.viewportSize();
    if (kind === 'phone' && before) {
      await page.setViewportSize(TURNED);
      await sheet.add(page, 'turned');
      await page.setViewportSize(before);
    } else {
      await page.locator('[data-control=fullscreen]').click();
      await page.locator('.hall[data-full=true]').waitFor();
      await sheet.add(page, 'full screen');
      await page.evaluate('document.exitFullscreen()');
      await page.locator('.hall[data-full=false]').waitFor();
    }
  }
}

/** A call takes the sound, and a language has no voice. */
async function takeSound(hall: Both): Promise<void> {
  await hall.each(({ page }) => page.evaluate('window.isCalled = true; void window.contexts[0].suspend()'));
  await hall.see('.hall[data-sound=interrupted]');
  await hall.shoot('the sound was interrupted');
  await hall.each(({ page }) => page.evaluate('window.isCalled = false'));
  await hall.click('[data-control=hear]');
  await hall.see('.hall[data-sound=on]');
  await hall.each(({ page }) => page.locator('select[name=language]').selectOption('gl'));
  await hall.see('[data-topic=caption]');
  await hall.shoot('a language without a voice');
  await hall.each(({ page }) => page.locator('select[name=language]').selectOption('en'));
  await hall.see('.hall[data-sound=on]');
}

type See = (name: string, ...conditions: readonly string[]) => Promise<void>;

async function takeNetwork(hall: Both, see: See, proxy: CutProxy, sessionId: string): Promise<void> {
  proxy.freeze();
  await see('no sign', 'noSign');
  await hall.each(({ page }) => page.context().setOffline(true));
  await see('offline', 'offline');
  await hall.each(({ page }) => page.context().setOffline(false));
  proxy.cut();
  await see('reconnecting', 'reconnecting');
  const details = { retryAfterMs: 30_000 };
  const refusal = { type: 'error', code: 'SERVICE_UNAVAILABLE', statusCode: 503, message: 'wait', details };
  await hall.each(({ page }) =>
    page.route(`**/sessions/${sessionId}`, (route) => route.fulfill({ status: 503, json: refusal })),
  );
  await see('in line', 'inLine');
  proxy.restore();
  await hall.each(({ page }) => page.unroute(`**/sessions/${sessionId}`));
  await hall.each(({ page }) => page.reload());
  await hall.each(({ page }) => untilIn(page));
  await hall.see('.hall:is([data-sound=blocked], [data-sound=on])');
  await hall.shoot('after a reload');
}

/** The speaker is gone, and does not come back. */
async function takeAway(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const { speaker, sessionId } = await server.speaker('away');
  const hall = await Both.open(studio, sheets, `${server.url}/listen?code=${sessionId}&ui=en`, voices());
  await hall.each(({ page }) => listen(page, 'en'));
  await hall.click(NEWS);
  await hall.each(({ watched, page }) => sayTranslated(server, page, watched, 'en'));
  speaker.socket.terminate();
  await hall.each(({ page }) => condition(page, 'away'));
  await hall.shoot('away');
  await hall.see('[data-step=over]');
  await hall.shoot('over');
  await hall.close();
}
