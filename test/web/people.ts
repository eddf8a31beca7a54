/** What people do at the pages, and what they see of it: for the tests and the pictures. */
import type { Page } from 'playwright-core';
import { untilOver } from './browser.ts';

export const OWN_FINALS = '[data-words=own] [data-finals]';
export const TRANSLATED_FINALS = '[data-words=translated] [data-finals]';
export const PLAYED = '[data-number=played]';
export const OUTPUT = '[role=meter]';

/** Presses a source's button, before the session or in it. */
export async function speakWith(page: Page, source: 'microphone' | 'talk'): Promise<void> {
  await page.locator(`[data-use=${source}]:visible`).click();
  await page.locator(`[data-step=live] [data-source=${source}]`).waitFor();
}

export async function codeOf(page: Page): Promise<string> {
  return page.locator('[data-code]').innerText();
}

/** Follows the link, chooses a language, and starts. */
export async function listen(page: Page, language: string): Promise<void> {
  await page.locator(`form select[name=language] option[value=${language}]`).waitFor({ state: 'attached' });
  await page.locator('form select[name=language]').selectOption(language);
  await page.getByRole('button', { name: 'Start listening' }).click();
  await page.locator('[data-chip=connection][data-state=open]').waitFor();
}

/** After a reload the browser may wait for a click before it plays. */
export async function turnSoundOn(page: Page): Promise<void> {
  const hear = page.locator('[data-control=hear]');
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
