/** Whether a page as it is now can be used by everybody: axe-core finds nothing, and it fits a phone. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** For a page's init scripts: its policy lets no other way in. */
export const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PHONE = { width: 360, height: 700 };

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Every rule in the one theme; in the other those that a colour can break: all else is the same. */
const THEMES = [
  ['light', { resultTypes: ['violations'] }],
  ['dark', { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }],
] as const;

/** One line for each violation. */
async function violationsOf(page: Page, options: object): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResult;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

/** In both themes, and no wider than a phone. @param what For the reader of a failed test. */
export async function isAccessible(page: Page, what: string): Promise<void> {
  for (const [colorScheme, options] of THEMES) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violationsOf(page, options), [], `${what}, ${colorScheme}`);
  }
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(Number(width) <= PHONE.width, `${what} is ${width} pixels wide on a phone`);
  if (before) await page.setViewportSize(before);
}
