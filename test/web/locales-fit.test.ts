/** Every locale has room on the smallest phone, also with text twice as large: nothing in the status line or the bar is cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { type ListenCondition, MOODS } from '../../web/src/listen/condition.ts';
import { textsIn } from '../../web/src/texts/locale.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { listen, untilIn } from './people.ts';

/** Until the next attempt: as long as it gets. */
const SECONDS = '30 sec';
const PHONE = { width: 360, height: 700 };
/** Of what is drawn: names for screen readers only are one pixel wide, and a select shows the end of a long name by dots. */
const CUT = `[...document.querySelectorAll('.status, .status *, .deck, .deck *')]
  .filter((each) => each.clientWidth > 1 && each.tagName !== 'SELECT' && each.tagName !== 'OPTION')
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.outerHTML.slice(0, 120))`;
/**
 * Of each text in the status line, with and without the seconds, and beside the note of a language without a voice: its lines,
 * and what is cut. All in one go, as it is 1,200 texts.
 */
const SAY_ALL = `((texts) => {
  const [said, condition, seconds, badge] = ['said', 'condition', 'seconds', 'badge'].map((name) =>
    document.querySelector('.status .' + name));
  const lineHeight = parseFloat(getComputedStyle(said).lineHeight);
  const wasHidden = badge.hidden;
  const { dataset } = document.querySelector('.status');
  const { mood } = dataset;
  const results = [false, true].flatMap((isTextOnly) => texts.map(([text, more, textMood]) => {
    condition.textContent = text;
    dataset.mood = textMood;
    seconds.textContent = more;
    badge.hidden = !isTextOnly;
    const lines = Math.round(said.getBoundingClientRect().height / lineHeight);
    return { text, more, isTextOnly, lines, cut: ${CUT} };
  }));
  seconds.textContent = '';
  badge.hidden = wasHidden;
  dataset.mood = mood;
  return results;
})`;

interface SaidText {
  readonly text: string;
  readonly more: string;
  readonly isTextOnly: boolean;
  readonly lines: number;
  readonly cut: readonly string[];
}

const cut = (page: Page) => page.evaluate(CUT);
const sayAll = async (page: Page, texts: readonly (readonly [text: string, more: string, mood: string])[]) =>
  (await page.evaluate(`${SAY_ALL}(${JSON.stringify(texts)})`)) as readonly SaidText[];
const zoom = (page: Page, percent: number) => page.evaluate(`document.documentElement.style.fontSize = '${percent}%'`);

test('at 360 pixels, and at 200 % text, each locale’s status and bar fit, the status in one line at 100 %, and no page is wider', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'script' });
  const { sessionId } = await server.speaker('ada');
  const browser = await openBrowser(t);
  const page = await browser.page('about:blank', { viewport: PHONE });

  const isNoWider = async (what: string) =>
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= PHONE.width, what);
  const open = async (code: string) => {
    await page.goto(`${server.url}/listen?code=${sessionId}&ui=${code}`);
    await page.locator(`html[lang=${code}]`).waitFor();
  };

  for (const code of TARGET_LANGUAGES) {
    await open(code);
    await page.locator('[data-language]').first().waitFor();
    for (const percent of [100, 200]) {
      await zoom(page, percent);
      await isNoWider(`${code}, before the session, ${percent} %`);
    }
  }
  const unfit: string[] = [];
  // From now on the page goes back into its session by itself, and speaks as the link says.
  await listen(page, 'es');
  for (const code of TARGET_LANGUAGES) {
    await open(code);
    await untilIn(page);
    const { nextTry, ...conditions } = (await textsIn(code)).status;
    for (const percent of [100, 200]) {
      await zoom(page, percent);
      const names = Object.keys(conditions) as ListenCondition[];
      const alone = names.map((name) => [conditions[name], '', MOODS[name]] as const);
      const waiting = ['inLine', 'reconnecting'] as const;
      const waits = waiting.map((name) => [conditions[name], nextTry(SECONDS), MOODS[name]] as const);
      for (const { text, more, isTextOnly, lines, cut } of await sayAll(page, [...alone, ...waits])) {
        const what = `${code}, ${text} ${more}${isTextOnly ? ' (text only)' : ''}, ${percent} %`;
        if (cut.length > 0) unfit.push(`${what}: cut ${cut.join(' ')}`);
        const most = percent === 100 ? (more === '' && !isTextOnly ? 1 : 2) : 6;
        if (lines > most) unfit.push(`${what}: ${lines} lines`);
      }
      for (const panel of ['display', 'keep']) {
        await page.locator(`[data-control=${panel}]`).click();
        assert.deepEqual(await cut(page), [], `${code}, ${panel}, ${percent} %`);
        await page.keyboard.press('Escape');
      }
      await isNoWider(`${code}, in the session, ${percent} %`);
    }
  }
  assert.deepEqual(unfit, []);
  assert.deepEqual(browser.problems, []);
});
