/** Everything for which a microphone cannot be used before the session: its text, and that nothing is left of it. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { TestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { until } from './browser.ts';
import { HeldGreetings } from './held-greeting.ts';
import { ALLOW, GRAPH_REFUSES, liveTracks, NO_WORKLET, openGraphs, refusing } from './mic-page.ts';

const MICROPHONE = '[data-use=microphone]:visible';
const BROADCAST = '[data-control=broadcast]';
/** The tracks are dead, and the page is told. */
const UNPLUG = `for (const track of window.tracks.filter(({ readyState }) => readyState === 'live')) {
  track.stop();
  track.dispatchEvent(new Event('ended'));
}`;

export async function hasNoSession(page: Page): Promise<void> {
  assert.equal(await page.locator('[data-code]:visible').count(), 0);
}

/** It is said why there is no session. */
export function problem(page: Page, text: RegExp): Promise<void> {
  return page.locator('[data-topic=start][data-kind=problem]', { hasText: text }).waitFor();
}

/** @param page An empty one with `COUNT_TRACKS`, `CALLS` and `KEEP_NATIVE`. */
export async function refusals(t: TestContext, page: Page, server: TestServer): Promise<void> {
  const greetings = await HeldGreetings.of(page);
  await page.goto(`${server.url}/speak`);
  const isOver = () =>
    until(page, 'the end of the session', async () => {
      const answer = await fetch(`${server.url}/sessions/${greetings.sessionId}`);
      return !answer.ok || ((await answer.json()) as { status: string }).status !== 'active';
    });
  /** The session is made, and the page waits to be told. */
  const start = async () => {
    await page.locator(MICROPHONE).click();
    greetings.hold();
    await page.locator(BROADCAST).click();
    await until(page, 'a session', async () => greetings.sessionId !== undefined);
  };
  const nothingIsLeft = async () => {
    await page.locator(`${MICROPHONE}:focus`).waitFor();
    await hasNoSession(page);
    assert.deepEqual([await liveTracks(page), await openGraphs(page)], [0, 0]);
  };

  for (const [what, script, text] of [
    ['denied', refusing('NotAllowedError'), /may not use the microphone/],
    ['missing', refusing('NotFoundError'), /No microphone was found/],
    ['busy', refusing('NotReadableError'), /in use by another program/],
    ['refused by the audio graph', GRAPH_REFUSES, /gets no sound from this microphone/],
    ['without a worklet', NO_WORKLET, /gets no sound from this microphone/],
  ] as const) {
    await t.test(`${what}: its own text, no track left open, no session`, async () => {
      await page.evaluate(`${ALLOW} ${script}`);
      await page.locator(MICROPHONE).click();
      await problem(page, text);
      await nothingIsLeft();
      await isAccessible(page, `a microphone that is ${what}`, what === 'denied' ? undefined : '[data-topic=start]');
    });
  }
  await page.evaluate(ALLOW);

  await t.test('unplugged while the session is being made: the session is ended, and it is said why', async () => {
    await start();
    await page.evaluate(UNPLUG);
    greetings.release();
    await problem(page, /was disconnected/);
    await nothingIsLeft();
    await isOver();
  });

  await t.test('who goes back while the session is being made is back at once, and the session is ended', async () => {
    await start();
    await page.locator('[data-control=back]').click();
    await nothingIsLeft();
    greetings.release();
    await isOver();
    await hasNoSession(page);
    await page.reload();
    await page.locator(`${MICROPHONE}:enabled`).waitFor();
    assert.equal(await page.locator('[data-topic]').count(), 0, 'the page looked for a session');
  });
  await page.close();
}
