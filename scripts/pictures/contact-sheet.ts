/** One picture of many: states of a page beside each other, each in both themes, with its name below. Saved as WebP. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TestBrowser } from '../../test/web/browser.ts';
import { FOLDER, inBothThemes, keep, picture, type Shot, THEMES } from './camera.ts';

export interface SheetLayout {
  /** Width of each picture, px. */
  readonly px: number;
  /** States in a row. */
  readonly states: number;
}

interface Figure {
  readonly name: string;
  readonly pictures: readonly Buffer[];
}

const GAP_PX = 20;
const BETWEEN_PX = 6;
/** Of WebP, 0 to 1: letters stay clear. */
const QUALITY = 0.82;
const STYLE = `
  body { margin: 0; padding: ${GAP_PX}px; display: grid; gap: ${GAP_PX}px; background: #e8eaf1; }
  body { font: 15px system-ui, sans-serif; color: #161a26; justify-content: start; align-items: start; }
  figure { margin: 0; display: grid; gap: ${BETWEEN_PX}px; grid-auto-flow: column; align-items: start; }
  figcaption { grid-row: 2; grid-column: 1 / -1; text-align: center; }
  img { inline-size: 100%; display: block; border-radius: 10px; outline: 1px solid #c5cad8; }
  .clear { background: repeating-conic-gradient(#7d9a6a 0 25%, #b98a5e 0 50%) 0 / 40px 40px; }
`;
/** The page as it is painted, in a browser that writes WebP. */
const TO_WEBP = `(async (png) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', ${QUALITY}).split(',')[1];
})`;

export class ContactSheet {
  readonly #name: string;
  readonly #layout: SheetLayout;
  readonly #each: string | undefined;
  readonly #figures: Figure[] = [];

  /** @param each A folder for the single pictures too; undefined: they are not kept. */
  constructor(name: string, layout: SheetLayout, each: string | undefined) {
    this.#name = name;
    this.#layout = layout;
    this.#each = each;
  }

  /** What the page shows now, in both themes. @param name in the language of the sheet's readers. */
  async add(page: Page, name: string, shot: Shot = {}): Promise<void> {
    await this.#put({ name, pictures: await inBothThemes(page, shot) });
  }

  /** In the theme that the page is in. */
  async addOnce(page: Page, name: string, shot: Shot = {}): Promise<void> {
    await this.#put({ name, pictures: [await picture(page, shot)] });
  }

  async #put(figure: Figure): Promise<void> {
    this.#figures.push(figure);
    if (this.#each === undefined) return;
    const number = String(this.#figures.length).padStart(2, '0');
    for (const [i, png] of figure.pictures.entries()) {
      await keep(this.#each, `${this.#name} ${number} ${figure.name} ${THEMES[i] ?? ''}`, png);
    }
  }

  async save(browser: TestBrowser): Promise<void> {
    const { px, states } = this.#layout;
    const most = Math.max(...this.#figures.map(({ pictures }) => pictures.length));
    const width = most * px + (most - 1) * BETWEEN_PX;
    const page = await browser.page('about:blank', {
      viewport: { width: states * (width + GAP_PX) + GAP_PX, height: 400 },
    });
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${STYLE}
      body { grid-template-columns: repeat(${states}, ${width}px); } figure { grid-auto-columns: ${px}px; }
    </style>${this.#figures.map(toHtml).join('')}`);
    const png = await page.screenshot({ fullPage: true });
    const webp = String(await page.evaluate(`${TO_WEBP}('${png.toString('base64')}')`));
    const path = join(FOLDER, `${this.#name}.webp`);
    await writeFile(path, Buffer.from(webp, 'base64'));
    await page.context().close();
    process.stdout.write(`${path}\n`);
  }
}

function toHtml({ name, pictures }: Figure): string {
  const images = pictures.map(
    (png) => `<img class="clear" alt="" src="data:image/png;base64,${png.toString('base64')}">`,
  );
  return `<figure>${images.join('')}<figcaption>${name}</figcaption></figure>`;
}
