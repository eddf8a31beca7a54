/** Whether a page as it is now can be used by everybody: axe-core finds nothing, and it fits a phone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** To read it takes a page most of a second, so only a page that is looked at does. */
const AXE_SCRIPT = `${readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')}; undefined`;
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
async function violationsOf(page: Page, options: object, within: string): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE_SCRIPT);
  const run = `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)})`;
  const { violations } = (await page.evaluate(run)) as AxeResult;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

/**
 * In both themes, and no wider than a phone.
 * @param what For the reader of a failed test.
 * @param within Looks at this part alone, where the rest of the page is as it was when it was looked at whole.
 */
export async function isAccessible(page: Page, what: string, within = 'html'): Promise<void> {
  for (const [colorScheme, options] of THEMES) {
    // Without motion, or a colour is looked at on its way from one theme to the other.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await violationsOf(page, options, within), [], `${what}, ${colorScheme}`);
  }
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(Number(width) <= PHONE.width, `${what} is ${width} pixels wide on a phone`);
  if (before) await page.setViewportSize(before);
}

/** With the few colours of a person's own, which take the place of the page's. */
export async function isAccessibleInForcedColours(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active', reducedMotion: 'reduce' });
    assert.deepEqual(await violationsOf(page, THEMES[1][1], 'html'), [], `${what}, forced colours, ${colorScheme}`);
  }
  await page.emulateMedia({ forcedColors: 'none' });
}
