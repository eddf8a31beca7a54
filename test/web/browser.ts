/** Debian's Chromium for the tests of the pages, its microphone fed from speech of ours; everything ends with the test. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findBrowser, INSTALL_BROWSER } from '../../scripts/browsers.mjs';
import { SAMPLE_RATE_HZ } from '../../src/audio/pcm.ts';
import { encodeWav } from '../../src/audio/wav-writer.ts';
import { concat, silence, synthesise } from '../support/speech.ts';
import type { Ending } from '../support/test-server.ts';

const CHROMIUM = findBrowser();
const PAGES = 'dist/web/index.html';
/** Of any single thing that is waited for; generous, as the machine may be busy with other tests. */
const DEADLINE_MS = 90_000;
/** An address that documents may use. The browser is told to find this computer there, and takes it for another one. */
const ELSEWHERE = '198.51.100.7';
/** What the browser itself says of a server that is away or starting, and of a header that it heeds on secure pages only. */
const NETWORK = /ERR_|WebSocket connection to|status of 503|Cross-Origin-Opener-Policy header has been ignored/;
const LOOK_EVERY_MS = 100;
/** What the microphone hears, over and over. Short: whoever waits for a sentence waits for its end. */
const SENTENCES = ['Good morning, everybody.', 'Welcome to our city.', 'The people are here today.'];
/** Long enough for the recogniser to end a sentence there. */
const PAUSE_MS = 700;

/** A browser that refuses the rate of speech, as a script for the page. */
export const ONLY_48_KHZ = `{
  const Native = AudioContext;
  AudioContext = class extends Native {
    constructor(options) {
      if (options?.sampleRate !== undefined) throw new DOMException('refused', 'NotSupportedError');
      super({ ...options, sampleRate: 48000 });
    }
  };
}`;

/** Why the browser tests cannot run here, for `skip`; undefined when they can. In CI they always run, and fail. */
export const noBrowser: string | undefined =
  CHROMIUM === undefined && process.env.CI !== 'true' ? `no Chromium here: ${INSTALL_BROWSER}` : undefined;

/** @returns the URL by which somebody at another computer opens the page, over plain http. */
export function fromElsewhere(url: string): string {
  const address = new URL(url);
  address.hostname = ELSEWHERE;
  return address.href;
}

export class TestBrowser {
  /** What no page may do: throw, or do what its policy forbids. */
  readonly problems: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A page of somebody else's: no storage in common. */
  async page(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context: BrowserContext = await this.#browser.newContext(options);
    context.setDefaultTimeout(DEADLINE_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !NETWORK.test(message.text())) this.problems.push(message.text());
    });
    await page.goto(url);
    return page;
  }
}

/** @param microphone A WAVE file that the microphone hears, over and over; default a few sentences. */
export async function openBrowser(t: Ending, microphone?: Uint8Array): Promise<TestBrowser> {
  assert.ok(CHROMIUM !== undefined, `no Chromium: ${INSTALL_BROWSER}`);
  assert.ok(existsSync(PAGES), 'the pages are not built: npm run build:web');
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-browser-'));
  const speech = join(folder, 'speech.wav');
  writeFileSync(speech, microphone ?? encodeWav(concat(...(await spokenSentences())), SAMPLE_RATE_HZ));
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Chromium has no sandbox for root, as whom containers run.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${speech}`,
      `--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
    ],
  });
  t.after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  return new TestBrowser(browser);
}

/**
 * Waits until something holds; looked at from here, as the pages' policy lets nobody evaluate texts in them.
 * @param what For the reader of a failed test.
 */
export async function until(page: Page, what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`waited in vain for ${what}; the page says:\n${await page.locator('body').innerText()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** The number an element has as its text or in an attribute. */
export async function numberAt(page: Page, selector: string, attribute?: string): Promise<number> {
  const element = page.locator(selector);
  const text = attribute === undefined ? await element.textContent() : await element.getAttribute(attribute);
  return Number(text);
}

/** Waits until that number is over another one. */
export async function untilOver(page: Page, selector: string, over: number, attribute?: string): Promise<void> {
  await until(page, `${selector} over ${over}`, async () => (await numberAt(page, selector, attribute)) > over);
}

async function spokenSentences(): Promise<Int16Array[]> {
  const spoken = await Promise.all(SENTENCES.map((text) => synthesise(text)));
  return spoken.flatMap((samples) => [samples, silence(PAUSE_MS)]);
}
