/** Debian's Firefox for the tests of the pages; it ends with the test. Driven by WebDriver BiDi, which it speaks itself. */
import assert from 'node:assert/strict';
import puppeteer, { type Page } from 'puppeteer-core';
import { findFirefox, INSTALL_FIREFOX } from '../../scripts/browsers.mjs';
import { until as untilSo } from '../../testkit/until.ts';
import type { Ending } from '../support/test-server.ts';

const FIREFOX = findFirefox();
/** Of any single thing that is waited for; generous, as the machine may be busy with other tests. */
const DEADLINE_MS = 90_000;
const LOOK_EVERY_MS = 100;

/** Why Firefox cannot be tested here, for `skip`; undefined when it can. In CI it always is, and fails. */
export const noFirefox: string | undefined =
  FIREFOX === undefined && process.env.CI !== 'true' ? `no Firefox here: ${INSTALL_FIREFOX}` : undefined;

export class TestFirefox {
  /** What no page may do: throw, or write errors. */
  readonly problems: string[] = [];
  readonly #open: () => Promise<Page>;

  constructor(open: () => Promise<Page>) {
    this.#open = open;
  }

  async page(url: string): Promise<Page> {
    const page = await this.#open();
    page.setDefaultTimeout(DEADLINE_MS);
    page.on('pageerror', (error) => this.problems.push(`${url}: ${String(error)}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`${url}: ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }
}

/** @param environment On top of this process's. */
export async function openFirefox(t: Ending, environment: Record<string, string> = {}): Promise<TestFirefox> {
  assert.ok(FIREFOX !== undefined, `no Firefox: ${INSTALL_FIREFOX}`);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    env: { ...process.env, ...environment },
  });
  t.after(() => browser.close());
  return new TestFirefox(() => browser.newPage());
}

/** @param what For the reader of a failed test. */
export async function until(page: Page, what: string, holds: () => Promise<boolean>): Promise<void> {
  await untilSo(what, holds, { withinMs: DEADLINE_MS, everyMs: LOOK_EVERY_MS }).catch(async (cause) => {
    throw new Error(`${what}; the page says:\n${await page.evaluate('document.body.innerText')}`, { cause });
  });
}
