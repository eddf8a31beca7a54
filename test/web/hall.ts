/** What the tests of the hall's pages look at: where captions stand, and what a camera reads. */
import type { Locator, Page } from 'playwright-core';
import { readPng } from '../support/png.ts';
import { readQr } from '../support/qr-reader.ts';

/** @returns the text of the QR code as it is seen. */
export async function scan(code: Locator): Promise<string> {
  return readQr(readPng(await code.screenshot()));
}

export interface Captions {
  readonly fontPx: number;
  readonly heightPx: number;
  /** Lines of text that are seen whole. */
  readonly lines: number;
  /** By how much the lowest line ends above the window's end, px. */
  readonly gapPx: number;
  /** The widest paragraph is wider than the window by this, px. */
  readonly overPx: number;
  readonly transform: string;
}

/** Runs in the page. */
const LOOK = `(block) => {
  const text = block.querySelector('.text');
  const frame = block.getBoundingClientRect();
  const lines = new Set();
  for (const rect of [...text.querySelectorAll('span')].flatMap((span) => [...span.getClientRects()])) {
    const middle = (rect.top + rect.bottom) / 2;
    if (rect.width > 0 && middle > frame.top && middle < frame.bottom) lines.add(Math.round(middle / 10));
  }
  const style = getComputedStyle(text);
  return {
    fontPx: Number.parseFloat(style.fontSize),
    heightPx: frame.height,
    lines: lines.size,
    gapPx: frame.bottom - text.getBoundingClientRect().bottom,
    overPx: text.scrollWidth - block.clientWidth,
    transform: style.transform,
  };
}`;

/** The captions of one language. */
export async function captionsOf(page: Page, language: string): Promise<Captions> {
  return (await page.evaluate(`(${LOOK})(document.querySelector('[data-block=${language}]'))`)) as Captions;
}

/** @returns a computed style of the first such element. */
export async function styleOf(page: Page, selector: string, property: string): Promise<string> {
  const element = `document.querySelector('${selector}')`;
  return String(await page.evaluate(`getComputedStyle(${element}).getPropertyValue('${property}')`));
}

/** How many pages a PDF has. */
export function pagesIn(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
