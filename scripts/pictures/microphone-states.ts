/** The microphone: its test, what is wrong before the session, and what is told on air. */
import type { Page } from 'playwright-core';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { fromElsewhere } from '../../test/web/browser.ts';
import { CALLS, COUNT_TRACKS, GRAPH_REFUSES, gainOf, refusing, TONE } from '../../test/web/mic-page.ts';
import { Both, type Sheets, type Studio, saveBoth, sheetsOf } from './studio.ts';

const MICROPHONE = '[data-use=microphone]:visible';
const TROUBLE = (trouble: string) => `:is([data-mic-test], [data-step=live]) [data-trouble="${trouble}"]`;

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
  await loud(test, 0.4);
  await test.see('[data-mic-test=heard]');
  await test.shoot('heard');
  await loud(test, 3);
  await test.see(TROUBLE('clipping'));
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
    await desk.each(({ page }) => page.locator(TROUBLE(trouble)).waitFor({ state: 'attached' }));
    if (name === '') return;
    await desk.shootTop(name);
  };
  await desk.click(MICROPHONE);
  await desk.see('[data-mic-test=heard]');
  await loud(desk, 0);
  await desk.click('[data-control=broadcast]');
  await desk.see('.on-air[data-status=notStarted]');
  await desk.shootTop('not started');
  await loud(desk, 0.4);
  await desk.see('.on-air[data-status=onAir]');
  await desk.shootTop('on air');
  await happens(desk, 'mute');
  await see('trackMuted', 'muted by the system');
  await happens(desk, 'unmute');
  await see('', '');
  await desk.each(({ page }) => page.evaluate('window.isCalled = true; void window.contexts[0].suspend()'));
  await see('suspended', 'a call took the sound');
  await desk.each(({ page }) => page.evaluate('window.isCalled = false'));
  await desk.each(({ page }) => page.getByRole('button', { name: 'Turn it on again' }).click());
  await see('', '');
  await loud(desk, 3);
  await see('clipping', 'too loud');
  await desk.click('[data-control=mute]');
  await loud(desk, 0.4);
  await see('speakingWhileMuted', 'speaking while muted');
  await desk.click('[data-control=mute]');
  await loud(desk, 0.004);
  await see('tooQuiet', 'too quiet');
  await loud(desk, 0);
  await see('noSound', 'no sound');
  await desk.see('.on-air[data-status=silent]');
  await happens(desk, 'ended');
  await see('lost', 'disconnected');
  await desk.close();
}

async function loud(both: Both, gain: number): Promise<void> {
  await both.each(({ page }) => page.evaluate(`for (const tone of window.tones) tone.value = ${gain}`));
}

/** What the system does to the track. */
async function happens(both: Both, event: 'mute' | 'unmute' | 'ended'): Promise<void> {
  const script = `{
    const track = window.tracks.find(({ readyState }) => readyState === 'live');
    Object.defineProperty(track, 'muted', { configurable: true, value: '${event}' === 'mute' });
    track.dispatchEvent(new Event('${event}'));
  }`;
  await both.each(({ page }: { page: Page }) => page.evaluate(script));
}
