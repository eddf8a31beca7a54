/** The microphone: its test, what is wrong before the session, and what is told on air. */
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { fromElsewhere } from '../../test/web/browser.ts';
import {
  CALLS,
  COUNT_TRACKS,
  GRAPH_REFUSES,
  gainOf,
  happens,
  loud,
  refusing,
  TONE,
  told,
  troubleOf,
} from '../../test/web/mic-page.ts';
import { Both, type Sheets, type Studio, saveBoth, sheetsOf } from './studio.ts';

const MICROPHONE = '[data-use=microphone]:visible';

export async function takeMicrophone(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending, { EMBEDDED_ASR: 'script' });
  const sheets = sheetsOf(studio, 'web-microphone');
  await takeTest(studio, sheets, server);
  await takeProblems(studio, sheets, server);
  await takeTroubles(studio, sheets, server);
  await saveBoth(studio, sheets);
}

function open(studio: Studio, sheets: Sheets, url: string, ...scripts: readonly string[]): Promise<Both> {
  return Both.open(studio, sheets, `${url}/speak`, async (page) => {
    for (const content of scripts) await page.addInitScript({ content });
  });
}

async function takeTest(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const test = await open(studio, sheets, server.url, TONE, gainOf(0), COUNT_TRACKS);
  await test.click(MICROPHONE);
  await test.see('[data-mic-test=waiting]');
  await test.shoot('the test waits for a voice');
  await test.each(({ page }) => loud(page, 0.4));
  await test.see('[data-mic-test=heard]');
  await test.shoot('heard');
  await test.each(({ page }) => loud(page, 3));
  await test.see(troubleOf('clipping'));
  await test.shoot('heard, too loud');
  await test.close();
}

/** There is no session without a microphone that works. */
async function takeProblems(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  for (const [name, script] of [
    ['denied', refusing('NotAllowedError')],
    ['none', refusing('NotFoundError')],
    ['busy', refusing('NotReadableError')],
    ['refused by the audio graph', GRAPH_REFUSES],
  ] as const) {
    const page = await open(studio, sheets, server.url, script);
    await page.click(MICROPHONE);
    await page.see('[data-topic=start][data-kind=problem]');
    await page.shoot(name);
    await page.close();
  }
  const insecure = await open(studio, sheets, fromElsewhere(server.url).replace(/\/$/, ''));
  await insecure.see('[data-closed]');
  await insecure.shoot('a page without https');
  await insecure.close();
}

/** On air. The first four need no wait; silence and a faint voice take seconds. */
async function takeTroubles(studio: Studio, sheets: Sheets, server: TestServer): Promise<void> {
  const desk = await open(studio, sheets, server.url, TONE, gainOf(0.4), CALLS, COUNT_TRACKS);
  const see = async (trouble: string, name: string) => {
    await desk.each(({ page }) => told(page, trouble));
    if (name === '') return;
    await desk.shootTop(name);
  };
  await desk.click(MICROPHONE);
  await desk.see('[data-mic-test=heard]');
  await desk.each(({ page }) => loud(page, 0));
  await desk.click('[data-control=broadcast]');
  await desk.see('.on-air[data-status=notStarted]');
  await desk.shootTop('not started');
  await desk.each(({ page }) => loud(page, 0.4));
  await desk.see('.on-air[data-status=onAir]');
  await desk.shootTop('on air');
  await desk.each(({ page }) => happens(page, 'mute'));
  await see('trackMuted', 'muted by the system');
  await desk.each(({ page }) => happens(page, 'unmute'));
  await see('', '');
  await desk.each(({ page }) => page.evaluate('window.isCalled = true; void window.contexts[0].suspend()'));
  await see('suspended', 'a call took the sound');
  await desk.each(({ page }) => page.evaluate('window.isCalled = false'));
  await desk.each(({ page }) => page.getByRole('button', { name: 'Turn it on again' }).click());
  await see('', '');
  await desk.each(({ page }) => loud(page, 3));
  await see('clipping', 'too loud');
  await desk.click('[data-control=mute]');
  await desk.each(({ page }) => loud(page, 0.4));
  await see('speakingWhileMuted', 'speaking while muted');
  await desk.click('[data-control=mute]');
  await desk.each(({ page }) => loud(page, 0.004));
  await see('tooQuiet', 'too quiet');
  await desk.each(({ page }) => loud(page, 0));
  await see('noSound', 'no sound');
  await desk.see('.on-air[data-status=silent]');
  await desk.each(({ page }) => happens(page, 'ended'));
  await see('lost', 'disconnected');
  await desk.close();
}
