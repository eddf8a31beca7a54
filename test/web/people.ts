/** What people do at the pages, and what they see of it: for the tests and the pictures. */
import type { Page } from 'playwright-core';
import { untilOver } from './browser.ts';

export const OWN_FINALS = '[data-words=own] [data-finals]';
export const TRANSLATED_FINALS = '[data-words=translated] [data-finals]';
export const PLAYED = '[data-number=played]';
export const OUTPUT = '[role=meter]';

/** Presses a source's button, before the session or in it. Before it, a microphone is tested. */
export async function speakWith(page: Page, source: 'microphone' | 'talk'): Promise<void> {
  const isBefore = await page.locator('[data-step=setup]').isVisible();
  await page.locator(`[data-use=${source}]:visible`).click();
  if (isBefore && source === 'microphone') await page.locator('[data-control=broadcast]').click();
  await page.locator(`[data-step=live] [data-source=${source}]`).waitFor();
}

export async function codeOf(page: Page): Promise<string> {
  return page.locator('[data-code]').innerText();
}

/** Taps a language, and is in. */
export async function listen(page: Page, language: string): Promise<void> {
  await page.locator(`button[data-language=${language}]`).click();
  await untilIn(page);
}

/** The listener's page is in its session, and connected. */
export function untilIn(page: Page): Promise<void> {
  const away = ['joining', 'inLine', 'reconnecting', 'offline', 'noSign', 'ended'];
  const isIn = away.map((condition) => `:not([data-condition=${condition}])`).join('');
  return page.locator(`[data-step=live] [data-condition]${isIn}`).waitFor();
}

/** What a listener's page says above the captions: one of these conditions. */
export function condition(page: Page, ...conditions: readonly string[]): Promise<void> {
  return page.locator(conditions.map((each) => `[data-condition=${each}]`).join()).waitFor();
}

/** After a reload the browser may wait for a click before it plays; which of the two, is known when the voices are. */
export async function turnSoundOn(page: Page): Promise<void> {
  const hear = page.locator('[data-control=hear]');
  await hear.or(page.locator('button[data-sound=on]')).waitFor();
  if (await hear.isVisible()) await hear.click();
}

/** Speech has come out of the loudspeaker since the page was loaded. */
export async function untilHeard(page: Page, moreThan = 0): Promise<void> {
  await untilOver(page, PLAYED, moreThan);
  await untilOver(page, OUTPUT, 0.02, 'data-peak');
}

/** Another chip's state, e.g. the speaker's being paused. */
export function chip(page: Page, name: string, state: string): Promise<void> {
  return page.locator(`[data-chip=${name}][data-state=${state}]`).waitFor();
}
