/** The words of a session as people keep them at both pages: through a reload, copied, and saved as files that programs read. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startTestServer } from '../../support/test-server.ts';
import { isAccessible } from '../accessible.ts';
import { fromElsewhere, noBrowser, openBrowser } from '../browser.ts';
import { deliver, Watched } from '../deliveries.ts';
import { codeOf, listen, speakWith, untilIn } from '../people.ts';
import { readSrt } from './subtitles.ts';

/** What a page shows of what it keeps. */
const KEEP = '[data-kept]:visible';

interface Said {
  readonly text: string;
  readonly segment?: number;
  readonly resultId: string;
  readonly epoch: number;
  readonly isPartial?: boolean;
  /** Seconds on the session's clock. */
  readonly at: readonly [from: number, to: number];
}

/** Two clauses of a sentence, and a sentence after the server was rebuilt. */
const SPOKEN: readonly Said[] = [
  { text: 'Good mourning', segment: 0, resultId: 'a', epoch: 0, at: [60, 61] },
  { text: 'everybody.', segment: 1, resultId: 'a', epoch: 0, at: [61, 62] },
  { text: 'Good morning, everybody --> here.', resultId: 'a', epoch: 0, at: [60, 63] },
  { text: 'Welc', segment: 0, resultId: 'b', epoch: 1, at: [1, 2], isPartial: true },
  { text: 'Welcome <back>.', segment: 0, resultId: 'b', epoch: 1, at: [1, 2] },
];
const TRANSLATED: readonly Said[] = [
  { text: 'Buenos días,', segment: 0, resultId: 'a', epoch: 0, at: [60, 61] },
  { text: 'a todos.', segment: 1, resultId: 'a', epoch: 0, at: [61, 63] },
  { text: 'Bienv', segment: 0, resultId: 'b', epoch: 1, at: [1, 2], isPartial: true },
  { text: 'Bienvenidos.', segment: 0, resultId: 'b', epoch: 1, at: [1, 2] },
];

function toMessage({ at, isPartial = false, ...said }: Said, more: object): object {
  return { ...said, isPartial, startTimeMs: at[0] * 1_000, endTimeMs: at[1] * 1_000, timestamp: 1, ...more };
}

/** @returns the file's name and its text. */
async function save(page: Page, format: 'txt' | 'srt' | 'vtt'): Promise<{ name: string; text: string }> {
  const downloading = page.waitForEvent('download');
  await page.locator(`${KEEP} [data-keep=${format}]`).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** Run in a page without a policy: the browser's own parser reads a WebVTT file, given in `text`. */
const PARSE = `new Promise((resolve) => {
  const track = Object.assign(document.createElement('track'), { kind: 'captions', default: true });
  track.src = URL.createObjectURL(new Blob([text], { type: 'text/vtt' }));
  const read = (cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent];
  track.addEventListener('load', () => resolve([...track.track.cues].map(read)));
  track.addEventListener('error', () => resolve('refused'));
  document.body.appendChild(document.createElement('video')).append(track);
  track.track.mode = 'hidden';
})`;

function parsedByBrowser(blank: Page, text: string): Promise<unknown> {
  return blank.evaluate(`{ const text = ${JSON.stringify(text)}; ${PARSE}; }`);
}

/** This browser has kept as many sessions before as it keeps. */
const EARLIER = `for (const n of [1, 2, 3])
  localStorage.setItem('rostrum.kept.early-bird-00' + n, JSON.stringify({ atMs: n, isCut: false }))`;

/** Opens the panel of the words, if they are in one. */
async function openKeep(page: Page): Promise<void> {
  const button = page.locator('[data-control=keep]:visible');
  await button.waitFor();
  if (!(await page.locator(KEEP).isVisible())) await button.click();
  await page.locator(KEEP).waitFor();
}

function untilLines(page: Page, count: number): Promise<void> {
  return page.locator(`${KEEP} [data-kept-lines="${count}"]`).waitFor();
}

test('both pages keep the words through a reload, copy them and save them, and delete them', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const speaking = await browser.page(`${server.url}/speak`);
  const speaker = new Watched(speaking);
  await speakWith(speaking, 'talk');
  const sessionId = await codeOf(speaking);
  const listening = await browser.page(fromElsewhere(`${server.url}/listen?code=${sessionId}`));
  const listener = new Watched(listening);
  await listen(listening, 'es');
  const blank = await browser.page('about:blank');
  const original = (said: Said) => toMessage(said, { type: 'transcript', sessionId, stabilityScore: 1 });
  const caption = (said: Said, targetLanguage = 'es') =>
    toMessage(said, {
      type: 'caption',
      sessionId,
      sequenceNumber: 1,
      targetLanguage,
      sourceLanguage: 'en',
      translated: true,
    });

  await t.test('a listener’s words outlive a reload, each language in a file of its own', async () => {
    await listening.evaluate(EARLIER);
    for (const said of SPOKEN) await deliver(server, listener, original(said));
    for (const said of [...TRANSLATED, ...TRANSLATED]) await deliver(server, listener, caption(said));
    await openKeep(listening);
    await untilLines(listening, 3);
    await listening.reload();
    await untilIn(listening);
    await deliver(server, listener, caption({ text: '¿Qué?', segment: 0, resultId: 'c', epoch: 1, at: [3, 4] }));
    await deliver(
      server,
      listener,
      caption({ text: 'Bon dia.', segment: 0, resultId: 'd', epoch: 1, at: [5, 6] }, 'ca'),
    );
    await openKeep(listening);
    await untilLines(listening, 4);
    await isAccessible(listening, 'the words to keep');

    const [txt, srt, vtt] = [await save(listening, 'txt'), await save(listening, 'srt'), await save(listening, 'vtt')];
    assert.match(txt.name, new RegExp(`^${sessionId}_20\\d\\d-\\d\\d-\\d\\d\\.es\\.txt$`));
    assert.equal(txt.text, '\ufeffBuenos días, a todos.\r\n\r\nBienvenidos.\r\n¿Qué?\r\n');
    const cues = [
      [60, 63, 'Buenos días, a todos.'],
      [64, 65, 'Bienvenidos.'],
      [66, 67, '¿Qué?'],
    ];
    const toSeconds = readSrt(srt.text).map(({ startMs, endMs, lines }) => [
      startMs / 1_000,
      endMs / 1_000,
      lines.join(),
    ]);
    assert.deepEqual(toSeconds, cues);
    assert.deepEqual(await parsedByBrowser(blank, vtt.text), cues);
    assert.match(vtt.text, /\n\nNOTE \S.*\n\n/);
    const options = await listening.locator(`${KEEP} select option`).all();
    assert.deepEqual(await Promise.all(options.map((option) => option.getAttribute('value'))), [
      'translation/es',
      'translation/ca',
      'original/en',
    ]);
    await listening.locator(`${KEEP} select`).selectOption('original/en');
    const own = await save(listening, 'vtt');
    assert.match(own.name, /_original\.en\.vtt$/);
    assert.deepEqual(await parsedByBrowser(blank, own.text), [
      [60, 63, 'Good morning, everybody --> here.'],
      [64, 65, 'Welcome <back>.'],
    ]);
  });

  await t.test('copying works on a page of plain http, which browsers give no clipboard', async () => {
    assert.equal(
      await listening.evaluate("'clipboard' in navigator"),
      false,
      'this page has a clipboard, so this says nothing',
    );
    await listening.locator(`${KEEP} [data-keep=copy]`).click();
    await listening.locator(`${KEEP} [role=status]`, { hasText: /\S/ }).waitFor();
    const field = blank.locator('textarea');
    await blank.setContent('<textarea></textarea>');
    await field.press('Control+V');
    assert.equal(await field.inputValue(), 'Good morning, everybody --> here.\n\nWelcome <back>.');
  });

  await t.test('a speaker’s words outlive a reload', async () => {
    for (const said of SPOKEN) await deliver(server, speaker, original(said));
    await openKeep(speaking);
    await untilLines(speaking, 2);
    await speaking.reload();
    await openKeep(speaking);
    await untilLines(speaking, 2);
    const { name, text } = await save(speaking, 'srt');
    assert.match(name, /_original\.en\.srt$/);
    assert.deepEqual(
      readSrt(text).map(({ startMs, lines }) => [startMs, lines.join()]),
      [
        [60_000, 'Good morning, everybody → here.'],
        [64_000, 'Welcome ‹back>.'],
      ],
    );
  });

  await t.test('after the session both pages offer the words', async () => {
    await speaking.locator('[data-control=end]').click();
    await speaking.locator('[data-control=end-yes]').click();
    await speaking.locator('[data-step=over]').waitFor();
    await untilLines(speaking, 2);
    // Nothing is played here, so nothing is heard to its end.
    await listening.locator('[data-step=over]').waitFor();
    // Of what was chosen last: the speaker's own words.
    await untilLines(listening, 2);
    await isAccessible(listening, 'the words after the session');
  });

  await t.test(
    'later a page without a link lists the last three sessions, newest first, each with its words',
    async () => {
      const later = await listening.context().newPage();
      await later.goto(fromElsewhere(`${server.url}/listen`));
      const earlier = later.locator('.kept-sessions');
      await earlier.locator('> summary').click();
      const codes = earlier.locator('.kept-code');
      assert.deepEqual(await codes.allInnerTexts(), [sessionId, 'early-bird-003', 'early-bird-002']);
      await codes.first().click();
      await later.locator(`${KEEP} select`).selectOption('translation/es');
      await untilLines(later, 4);
      await isAccessible(later, 'words of earlier sessions');
      await later.close();
    },
  );

  await t.test('what is deleted from the device is gone from its storage, and nothing else', async () => {
    const remove = listening.locator(`${KEEP} [data-keep=remove]`);
    await remove.click();
    await remove.click();
    await untilLines(listening, 0);
    const left = String(await listening.evaluate('Object.keys(localStorage).join()'));
    assert.ok(!left.includes(sessionId), left);
    assert.match(left, /early-bird-003/);
  });
  assert.deepEqual(browser.problems, []);
});
