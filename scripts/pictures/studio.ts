/** Where the pictures are taken: one browser, servers that end with it, and pages of a phone and a desk side by side. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import type { Ending, TestServer } from '../../test/support/test-server.ts';
import type { TestBrowser } from '../../test/web/browser.ts';
import { deliver, Watched } from '../../test/web/deliveries.ts';
import { DESK, PHONE, type Shot } from './camera.ts';
import { ContactSheet, type SheetLayout } from './contact-sheet.ts';

/** Of any single thing that is waited for: a state that does not come should be known soon. */
const PATIENCE_MS = 30_000;
const LAYOUTS = { phone: { px: 230, states: 4 }, desk: { px: 460, states: 2 } } as const;

export interface Studio {
  readonly browser: TestBrowser;
  readonly ending: Ending;
  /** Undefined: only the sheets are kept. */
  readonly each: string | undefined;
}

export function sheet({ each }: Studio, name: string, layout: SheetLayout): ContactSheet {
  return new ContactSheet(name, layout, each);
}

/** A page, what its server said to it, and the sheet that its pictures go to. */
export interface Place {
  readonly kind: keyof typeof LAYOUTS;
  readonly page: Page;
  readonly watched: Watched;
  readonly sheet: ContactSheet;
}

/** The same page on a phone and on a desk. */
export class Both {
  readonly places: readonly Place[];
  /** @param prepare before the page is loaded. */
  static async open(
    studio: Studio,
    sheets: Sheets,
    url: string,
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<Both> {
    const places: Place[] = [];
    for (const kind of ['phone', 'desk'] as const) {
      const page = await studio.browser.page('about:blank', optionsOf(kind));
      page.context().setDefaultTimeout(PATIENCE_MS);
      await prepare(page);
      const watched = new Watched(page);
      await page.goto(url);
      places.push({ kind, page, watched, sheet: sheets[kind] });
    }
    return new Both(places);
  }

  private constructor(places: readonly Place[]) {
    this.places = places;
  }

  /** Does something at both pages at once. */
  async each(act: (place: Place) => Promise<unknown>): Promise<void> {
    await Promise.all(this.places.map(act));
  }

  async click(selector: string): Promise<void> {
    await this.each(({ page }) => page.locator(selector).click());
  }

  async see(selector: string): Promise<void> {
    await this.each(({ page }) => page.locator(selector).first().waitFor());
  }

  /** Takes the picture of a state at both, one after the other. */
  async shoot(name: string, shot: Shot = {}): Promise<void> {
    for (const { page, sheet } of this.places) await sheet.add(page, name, shot);
  }

  /** The same from the page's top: a press on a button may have scrolled. */
  async shootTop(name: string, shot: Shot = {}): Promise<void> {
    await this.each(({ page }) => page.evaluate('scrollTo(0, 0)'));
    await this.shoot(name, shot);
  }

  async deliver(server: TestServer, message: object): Promise<void> {
    await this.each(({ watched }) => deliver(server, watched, message));
  }

  async close(): Promise<void> {
    await this.each(({ page }) => page.context().close());
  }
}

export type Sheets = Readonly<Record<keyof typeof LAYOUTS, ContactSheet>>;

/** Two sheets, `name-phone` and `name-desk`. */
export function sheetsOf(studio: Studio, name: string): Sheets {
  return { phone: sheet(studio, `${name}-phone`, LAYOUTS.phone), desk: sheet(studio, `${name}-desk`, LAYOUTS.desk) };
}

export async function saveBoth({ browser }: Studio, { phone, desk }: Sheets): Promise<void> {
  await phone.save(browser);
  await desk.save(browser);
}

function optionsOf(kind: keyof typeof LAYOUTS): BrowserContextOptions {
  return { viewport: kind === 'phone' ? PHONE : DESK };
}

/** The server seems to have a voice for all languages, but those that are named: they have text only. */
export function voices(...without: readonly string[]): (page: Page) => Promise<unknown> {
  const targets = TARGET_LANGUAGES.map((code) => ({ code, offers: without.includes(code) ? 'captions' : 'speech' }));
  return (page) =>
    page.route('**/health', async (route) => {
      const said = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...said, targetLanguages: TARGET_LANGUAGES, targets } });
    });
}
