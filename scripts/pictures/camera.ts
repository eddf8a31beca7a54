/** Takes pictures of pages for docs/pictures, in both themes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const FOLDER = 'docs/pictures';
export const DESK = { width: 1100, height: 760 };
export const PHONE = { width: 390, height: 780 };
export const TURNED = { width: 780, height: 360 };
export const WALL = { width: 1280, height: 720 };
export const THEMES = ['light', 'dark'] as const;

/** What a window shows, or with `whole` the page to its end. */
export interface Shot {
  readonly whole?: boolean;
  /** Without the browser's own white ground, as OBS shows a page. */
  readonly clear?: boolean;
}

/** One picture a theme. */
export async function take(page: Page, name: string, shot: Shot = {}): Promise<void> {
  const pictures = await inBothThemes(page, shot);
  for (const [i, theme] of THEMES.entries()) {
    const path = join(FOLDER, `${name}-${theme}.png`);
    await writeFile(path, pictures[i] ?? '');
    process.stdout.write(`${path}\n`);
  }
}

/** @returns a PNG, in the theme that the page is in. */
export function picture(page: Page, { whole = false, clear = false }: Shot = {}): Promise<Buffer> {
  return page.screenshot({ animations: 'disabled', fullPage: whole, omitBackground: clear });
}

/** @returns PNGs, in the order of THEMES. */
export async function inBothThemes(page: Page, shot: Shot = {}): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    pictures.push(await picture(page, shot));
  }
  return pictures;
}

/** Keeps a picture as it is, for somebody who looks at each. */
export async function keep(folder: string, name: string, png: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name.replace(/[^\p{L}\d]+/gu, '-')}.png`), png);
}
