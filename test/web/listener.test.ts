/** The listener's page as people in a hall have it before them: on phones, turned, enlarged, in their language and script. */
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { endOfSuite, startTestServer, type TestServer } from '../support/test-server.ts';
import { isAccessible, isAccessibleInForcedColours } from './accessible.ts';
import { noBrowser, openBrowser, type TestBrowser, until } from './browser.ts';
import { deliver, Watched } from './deliveries.ts';
import { condition, listen } from './people.ts';

const PHONES = [
  { width: 360, height: 640 },
  { width: 390, height: 844 },
  { width: 412, height: 915 },
] as const;
const [PHONE] = PHONES;
const TURNED = { width: 844, height: 390 };
const WORDS = '[data-words=translated]';
/** Of the bar. The button for sound says one thing or another. */
const CONTROLS = ['button[data-sound]', '[data-control=display]', '[data-control=keep]', '[data-control=leave]'];
const LINES = 16;
const LINE = 'La plaza se llena de gente que quiere oír las noticias de la semana.';
/** What a server says that has voices for some languages, texts for one, and nothing for Korean. */
const TARGETS = ['en', 'es', 'de', 'ar', 'gl', 'ko'].map((code) => ({
  code,
  offers: code === 'gl' ? 'captions' : code === 'ko' ? 'none' : 'speech',
}));

/** What the server tells, and what the page says then. */
const CONDITIONS = [
  ['audioHeard', 'onAir'],
  ['audioSilent', 'silent'],
  ['broadcastPaused', 'paused'],
  ['broadcastResumed', 'onAir'],
  ['broadcastMuted', 'muted'],
  ['broadcastUnmuted', 'onAir'],
  ['speakerAway', 'away'],
  ['speakerBack', 'onAir'],
] as const;
/** How long the page says that it cannot play what came. */
const UNPLAYABLE_MS = 20_000;

/** What a screen reader meets, in this order: what went wrong, how it stands, the words, what can be done. */
const TOP = ['link "Ir al contenido"', 'main', 'heading "Escucha en tu idioma"', 'alert', 'list', 'status', 'list'];
const BEFORE = [
  ...TOP,
  'heading "Elige tu idioma"',
  'list',
  ...['Español', 'English', 'Deutsch', 'Galego solo texto', 'العربية'].map((name) => `button "${name}"`),
  'group "Cómo quieres seguirla"',
  'radio "Audio y texto"',
  'radio "Solo texto"',
  'paragraph',
];
const IN_SESSION = [
  ...TOP,
  'button "Descartar"',
  'status',
  'heading "Traducción"',
  ...['group "Traducción"', 'paragraph', 'log "Traducción"'],
  'heading "Texto original"',
  ...['group "Texto original"', 'paragraph', 'log "Texto original"'],
  'group "Controles"',
  ...['Silenciar el audio', 'Pausar el audio'].map((name) => `button "${name}"`),
  'slider "Volumen"',
  'button "Pantalla completa"',
  'combobox "Idioma"',
  ...['Aspecto', 'Guardar el texto', 'Salir'].map((name) => `button "${name}"`),
];

/** What a page says by itself when its button for sound waits for a tap. */
const ASKS = 'the button waits';
const TELLS = `new MutationObserver((_, observer) => {
  if (document.querySelector('[data-control=hear]:not([hidden])') === null) return;
  observer.disconnect();
  console.info('${ASKS}');
}).observe(document, { subtree: true, childList: true, attributes: true });`;

interface Box {
  readonly width: number;
  readonly height: number;
}

// Four at a time: each waits for the server and its page longer than either works.
describe('the page to listen', { skip: noBrowser ?? false, concurrency: 4 }, () => {
  const ending = endOfSuite();
  let server: TestServer;
  let browser: TestBrowser;
  let sessionId: string;
  let sequenceNumber = 0;

  before(async () => {
    server = await startTestServer(ending);
    browser = await openBrowser(ending);
    ({ sessionId } = await server.speaker('ada'));
  });
  after(() => assert.deepEqual(browser.problems, []));

  /** A page that is closed after its test, or all those before it work on beside it. @param query Beside the code. */
  async function open(t: TestContext, query = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.page('about:blank', { viewport: PHONE, locale: 'en-GB', ...options });
    t.after(() => page.context().close());
    await visit(page, query);
    return page;
  }

  async function visit(page: Page, query = ''): Promise<void> {
    await page.route('**/health', (route) =>
      route.fulfill({ json: { mode: 'embedded', targetLanguages: TARGETS.map(({ code }) => code), targets: TARGETS } }),
    );
    await page.goto(`${server.url}/listen?code=${sessionId}${query}`);
  }

  function caption(watched: Watched, resultId: string, text: string, more: object = {}): Promise<void> {
    sequenceNumber += 1;
    const message = { type: 'caption', resultId, segment: 0, epoch: 0, isPartial: false, targetLanguage: 'es' };
    return deliver(server, watched, { ...message, sequenceNumber, text, ...more });
  }

  /** In the session, with more lines than a screen has. */
  async function reading(t: TestContext, query = '', options: BrowserContextOptions = {}) {
    const page = await open(t, query, options);
    const watched = new Watched(page);
    await listen(page, 'es');
    for (let line = 1; line <= LINES; line++) await caption(watched, `line-${line}`, `${line}. ${LINE}`);
    await page.locator(`${WORDS} p`, { hasText: `${LINES}. ` }).waitFor();
    return { page, watched };
  }

  test('a link with a code shows languages in their own script, likeliest first, and one tap leads to the captions', async (t) => {
    const page = await open(t, '&language=es', { locale: 'de-AT' });
    const buttons = page.locator('button[data-language]:visible');
    await buttons.first().waitFor();

    assert.deepEqual(await buttons.locator('.own').allInnerTexts(), [
      'Español',
      'Deutsch',
      'English',
      'Galego',
      'العربية',
    ]);
    assert.match(await buttons.nth(3).innerText(), /solo texto/);
    for (const selector of ['nav', 'input[name=code]', 'input[name=server]', 'details']) {
      assert.equal(await page.locator(selector).filter({ visible: true }).count(), 0, selector);
    }
    for (const box of await buttons.all()) assert.ok(((await box.boundingBox())?.height ?? 0) >= 48);
    await isAccessible(page, 'the choice of a language');
    await isAccessibleInForcedColours(page, 'the choice of a language');
    await buttons.nth(1).click();
    await page.locator(`[data-step=live] ${WORDS}`).waitFor();
    await page.locator('html[lang=de]').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('language'), 'de');
  });

  test('without a code the page asks for it first, and takes it as people type it; the server is in the small print', async (t) => {
    const page = await open(t);
    await page.goto(`${server.url}/listen`);
    await page.locator('button[data-language=es]').click();
    await page.locator('[data-topic=start][data-kind=problem]').waitFor();
    await isAccessible(page, 'the choice of a language without a code');
    assert.equal(await page.locator('input[name=server]').isVisible(), false);

    await page.locator('input[name=code]').fill(` ${sessionId.toUpperCase().replaceAll('-', ' ')} `);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator(`[data-step=live] ${WORDS}`).waitFor();
  });

  test('`ui` is the page’s language until somebody picks one; then lang, dir and every text follow', async (t) => {
    const page = await open(t, '&ui=de&language=es');
    await page.locator('html[lang=de] button[data-language]').first().waitFor();
    assert.equal(await page.locator('button[data-language]').first().getAttribute('data-language'), 'es');

    await page.locator('button[data-language=ar]').click();
    await page.locator('html[lang=ar][dir=rtl] [data-step=live]').waitFor();
    assert.match(await page.locator('[data-control=leave]').innerText(), /\p{Script=Arabic}/u);
    await page.locator('[data-step=live] select[name=language]').selectOption('es');
    await page.locator('html[lang=es][dir=ltr]').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('ui'), null);
    await page.reload();
    await page.locator('html[lang=es] [data-step=live] select[name=language]').waitFor();
  });

  test('a language without a voice says so: no button for sound, and a note above the captions', async (t) => {
    const page = await open(t);
    await listen(page, 'gl');
    await page.locator('[data-text-only]').waitFor();
    assert.equal(await page.locator('button[data-sound]').isVisible(), false);
    assert.match(String(await page.locator('option[value=gl]').textContent()), /Galego \(/);
    assert.equal(await page.locator('option[value=ko]').count(), 0);
    await isAccessible(page, 'a language without a voice');

    const silent = await open(t);
    await silent.addInitScript({ content: 'delete window.AudioContext;' });
    await silent.reload();
    await listen(silent, 'es');
    await silent.locator('[data-topic=noSound][data-kind=problem]').waitFor();
    assert.equal(await silent.locator('button[data-sound]').isVisible(), false);
    await isAccessible(silent, 'a browser without sound', '.hall');
  });

  test('what the speaker does is told at once, in each condition for everybody’s eyes, and so is the end', async (t) => {
    const page = await open(t);
    await page.clock.install();
    await page.reload();
    const watched = new Watched(page);
    await listen(page, 'es');
    const tell = (type: string, more: object = {}) =>
      deliver(server, watched, { type, sessionId, timestamp: 1, ...more });
    await condition(page, 'notStarted');
    await isAccessible(page, 'a speaker who has not started');
    const looked = new Set<string>();
    for (const [type, shown] of CONDITIONS) {
      await tell(type);
      await condition(page, shown);
      if (!looked.has(shown)) await isAccessible(page, shown, '.status');
      looked.add(shown);
    }
    await isAccessibleInForcedColours(page, 'the session');
    const unplayable = { format: 'mp3', sampleRate: 16_000, channels: 1, audioData: 'AAAA', targetLanguage: 'es' };
    await tell('audio', { ...unplayable, resultId: 'x', segment: 0, epoch: 0, part: 1, parts: 1, sequenceNumber: 1 });
    await page.locator('[data-topic=sound][data-kind=problem]').waitFor();
    await isAccessible(page, 'sound that cannot be played', '.notices-area');
    await page.clock.fastForward(UNPLAYABLE_MS);
    await page.locator('[data-topic=sound]').waitFor({ state: 'detached' });
    await tell('serverDraining', { retryAfterMs: 1_000 });
    await page.locator('[data-topic=draining]').waitFor();
    await tell('sessionEnded', { reason: 'expired' });
    await page.locator('[data-step=over]', { hasText: 'duración máxima' }).waitFor();
    assert.equal(await page.locator('.notice').count(), 0, 'a notice of the session outlives it');
    await isAccessible(page, 'the end');
  });

  test('of languages picked one after another the last is heard, and the choice shows it; after a refusal what was heard', async (t) => {
    const page = await open(t);
    await listen(page, 'es');
    const choice = page.locator('[data-step=live] select[name=language]');
    // Faster than a server takes them, and than any person is.
    const picked = [...Array(6).fill(['de', 'en', 'es']).flat(), 'de'];
    await page.evaluate(`{
      const choice = document.querySelector('[data-step=live] select[name=language]');
      for (const language of ${JSON.stringify(picked)}) {
        choice.value = language;
        choice.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }`);
    await page.locator('html[lang=de]').waitFor();
    await until(page, 'the language in the address', async () => page.url().includes('language=de'));
    assert.equal(await choice.inputValue(), 'de');
    assert.equal(await page.locator('[data-topic=language]').count(), 0);

    await page.evaluate(`{
      const choice = document.querySelector('[data-step=live] select[name=language]');
      choice.add(new Option('xx', 'xx'));
      choice.value = 'xx';
      choice.dispatchEvent(new Event('change', { bubbles: true }));
    }`);
    await page.locator('[data-topic=language][data-kind=problem]').waitFor();
    assert.equal(await choice.inputValue(), 'de');
    await isAccessible(page, 'a language that was refused', '.notices-area');
    await choice.selectOption('es');
    await page.locator('html[lang=es]').waitFor();
    assert.equal(await page.locator('[data-topic=language]').count(), 0);
  });

  test('while a listener joins, the page says so, and nothing can be pressed twice', async (t) => {
    const page = await open(t);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.routeWebSocket(/./, async (socket) => {
      await held;
      socket.connectToServer();
    });
    await page.reload();
    await page.locator('button[data-language=es]').click();
    await page.locator('.join[inert] .busy', { hasText: /\S/ }).waitFor();
    await isAccessible(page, 'joining');
    answer();
    await page.locator(`[data-step=live] ${WORDS}`).waitFor();
  });

  test('languages appear after a moment though the server has not answered, and stay where they are when it does', async (t) => {
    const page = await open(t);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/health', async (route) => {
      await held;
      await route.fallback();
    });
    await page.reload();
    const spanish = page.locator('button[data-language=es]');
    await spanish.waitFor();
    assert.ok(await page.locator('button[data-language=ko]').isVisible());
    const where = await spanish.boundingBox();
    answer();
    await page.locator('button[data-language=ko]').waitFor({ state: 'hidden' });
    assert.deepEqual(await spanish.boundingBox(), where);
  });

  test('on phones at least 60 % of the screen is captions; on a turned one they are alone, and a tap shows the rest', async (t) => {
    const { page } = await reading(t);
    for (const size of PHONES) {
      await page.setViewportSize(size);
      await page.locator('[data-alone=false]').waitFor();
      // A notice lies over the oldest lines, and pushes nothing away.
      assert.equal((await page.locator('.status').boundingBox())?.y, 0);
      const share = area(await page.locator(`${WORDS}`).boundingBox()) / area(size);
      assert.ok(share >= 0.6, `${share} of ${size.width}x${size.height}`);
      for (const control of CONTROLS) assert.ok(await isInside(page, control), `${control} at ${size.width}`);
      await untilAtEnd(page);
    }
    await isAccessible(page, 'the session on a phone');

    await page.setViewportSize(TURNED);
    await page.locator('[data-alone=true]').waitFor();
    assert.equal(area(await page.locator(WORDS).boundingBox()), area(TURNED));
    await untilOpacity(page, 0);
    await untilAtEnd(page);
    await isAccessible(page, 'captions alone');
    // Hidden from the eye only: the names stay.
    await page.getByRole('button', { name: 'Salir', exact: true }).focus();
    await untilOpacity(page, 1);
    await page.locator(WORDS).focus();
    await untilOpacity(page, 0);
    await page.locator(WORDS).click();
    await untilOpacity(page, 1);
    await untilAtEnd(page);
    const [words, deck] = [await page.locator(WORDS).boundingBox(), await page.locator('.deck').boundingBox()];
    assert.ok(words && deck && words.y + words.height <= deck.y, 'the bar covers the newest line');
    await page.setViewportSize(PHONE);
    await untilAtEnd(page);
  });

  test('letters are 16 to 64 px, captions follow the newest line at every size, and the settings are remembered; sound waits for a tap', async (t) => {
    const { page } = await reading(t);
    await page.locator('[data-control=display]').click();
    for (const [size, last] of [
      ['16', 16],
      ['64', 64],
    ] as const) {
      await page.locator('input[name=size]').fill(size);
      assert.equal(await letterPx(page), last);
      await untilAtEnd(page);
    }
    await isAccessible(page, 'the settings');
    await page.locator('[data-control=smaller]').click();
    assert.equal(await letterPx(page), 60);
    await page.locator('input[name=contrast]').check();
    await page.locator('input[value=below]').check();
    await page.locator('[data-words=original]').waitFor();
    await untilAtEnd(page);
    await page.keyboard.press('Escape');
    await page.locator('.panel:visible').waitFor({ state: 'detached' });
    await isAccessible(page, 'high contrast, the original below');

    // A tab that the browser restores. Nothing is played in a page that nobody has touched; and whoever asks a page through
    // Playwright touches it. So the page itself says when its button waits.
    const next = await page.context().newPage();
    const kept = JSON.stringify(await page.evaluate('({ ...sessionStorage })'));
    const asks = next.waitForEvent('console', (message) => message.text() === ASKS);
    await next.addInitScript(`Object.assign(sessionStorage, ${kept}); ${TELLS}`);
    await visit(next);
    await asks;
    await next.locator('.hall[data-size="60"][data-contrast=high][data-original=below]').waitFor();
    const hear = next.locator('[data-control=hear]');
    await hear.waitFor();
    await isAccessible(next, 'sound that waits for a tap', '.hall');
    await hear.click();
    await next.locator('.hall[data-sound=on]').waitFor();
    await hear.waitFor({ state: 'hidden' });
  });

  test('somebody who reads further up stays there, is told how many lines are new, and goes to the newest with one tap', async (t) => {
    const { page, watched } = await reading(t);
    const newest = page.locator(`${WORDS} + [data-control=newest]`);
    assert.equal(await newest.isVisible(), false);
    await page.locator(WORDS).focus();
    await page.keyboard.press('PageUp');
    await newest.waitFor();
    const before = await untilStill(page);
    await caption(watched, 'more-1', 'Una más.');
    await caption(watched, 'more-2', 'Y otra.');
    await page.locator(`${WORDS} + [data-unread="2"]`, { hasText: '2' }).waitFor();
    assert.equal(await scrollTop(page), before);
    await isAccessible(page, 'with new lines', '.captions');
    await newest.click();
    await newest.waitFor({ state: 'hidden' });
    await untilAtEnd(page);
    await caption(watched, 'more-3', 'La última.');
    await page.locator(`${WORDS} p`, { hasText: 'La última.' }).waitFor();
    await untilAtEnd(page);
  });

  test('lines do not move while the words of a partial change', async (t) => {
    const { page, watched } = await reading(t);
    const partial = (text: string) => caption(watched, 'partial', text, { isPartial: true });
    await partial(`${LINE} ${LINE}`);
    await page.locator('[data-partial]', { hasText: `${LINE} ${LINE}` }).waitFor();
    const last = page.locator(`${WORDS} [data-finals] p`).last();
    const before = await last.boundingBox();
    await partial('La plaza.');
    await page.locator('[data-partial]', { hasText: /^La plaza\.$/ }).waitFor();
    assert.deepEqual(await last.boundingBox(), before);
    await untilAtEnd(page);
  });

  test('Arabic reads from the right, Spanish beside it from the left, and at 200 % text with long words nothing is cut', async (t) => {
    const { page, watched } = await reading(t);
    await caption(watched, 'mixed-1', 'مرحبا بكم في Barcelona اليوم');
    await caption(watched, 'mixed-2', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen');
    await caption(watched, 'mixed-3', `https://example.org/${'muy-largo/'.repeat(20)}`);
    await page.locator(`${WORDS} p`, { hasText: 'example.org' }).waitFor();
    const directions = `[...document.querySelectorAll('${WORDS} p')].slice(-4, -1).map((p) => getComputedStyle(p).direction)`;
    assert.deepEqual(await page.evaluate(directions), ['rtl', 'ltr', 'ltr']);

    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    await untilAtEnd(page);
    assert.equal(await letterPx(page), 48);
    assert.deepEqual(await cut(page), []);
    for (const control of CONTROLS) assert.ok(await isInside(page, control), `${control} at 200 %`);
    await page.locator('[data-control=display]').click();
    assert.deepEqual(await cut(page), []);
    await page.locator('[data-control=leave]').click();
    await page.locator('[data-step=over]').waitFor();
    await isAccessible(page, 'after the session');
    await page.goto(`${server.url}/listen`);
    await page.locator('button[data-language=de]').waitFor();
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    assert.deepEqual(await cut(page), []);
  });

  test('full screen is captions alone, larger; where a browser has none, on the whole page', async (t) => {
    for (const script of ['', 'Object.defineProperty(document, "fullscreenEnabled", { value: false });']) {
      const page = await open(t, '', { viewport: { width: 1280, height: 800 } });
      await page.addInitScript({ content: script });
      await page.reload();
      await listen(page, 'es');
      const usual = await wordsPx(page);
      await page.locator('[data-control=fullscreen]').click();
      await page.locator('.hall[data-full=true][data-alone=true]').waitFor();
      if (script === '') await isAccessible(page, 'captions on the whole screen');
      assert.ok((await wordsPx(page)) > usual);
      const { width, height } = (await page.locator('.captions').boundingBox()) as Box;
      assert.deepEqual([width, height], await page.evaluate('[innerWidth, innerHeight]'));
      if (script === '') {
        await page.locator(WORDS).click();
        await page.locator('[data-control=fullscreen]').click();
      } else await page.keyboard.press('Escape');
      await page.locator('.hall[data-full=false]').waitFor();
      assert.equal(await wordsPx(page), usual);
    }
  });

  test('by keyboard alone from the link to the captions and out again; a screen reader meets status, captions, controls', async (t) => {
    const page = await open(t, '&language=es', { viewport: { width: 1280, height: 800 } });
    await page.locator('button[data-language=es]').waitFor();
    assert.deepEqual(await order(page), BEFORE);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator(`[data-step=live] ${WORDS}`).waitFor();
    await page.locator('[data-topic=earphones]').waitFor();
    assert.deepEqual(await order(page), IN_SESSION);
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      if (await page.locator('[data-control=leave]:focus').isVisible()) break;
    }
    await page.keyboard.press('Enter');
    await page.locator('[data-step=over] button:visible').first().waitFor();
  });
});

function area(box: Box | null): number {
  return box === null ? 0 : box.width * box.height;
}

/** The roles of a page with their names, as its tree for screen readers has them; without the parts of lists, and loose text. */
async function order(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot();
  const read = tree.split('\n').flatMap((line) => /^\s*- (\w+(?: "[^"]*")?)/.exec(line)?.[1] ?? []);
  return read.filter((each) => !/^(text|listitem|option)\b/.test(each));
}

async function isInside(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox();
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  return box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

async function letterPx(page: Page): Promise<number> {
  return Number.parseFloat(String(await style(page, `${WORDS} [data-finals] p`, 'fontSize')));
}

async function wordsPx(page: Page): Promise<number> {
  return Number.parseFloat(String(await style(page, WORDS, 'fontSize')));
}

async function scrollTop(page: Page): Promise<number> {
  return Number(await page.evaluate(`document.querySelector('${WORDS}').scrollTop`));
}

/** The view has come to rest. @returns where. */
async function untilStill(page: Page): Promise<number> {
  let last = Number.NaN;
  await until(page, 'the end of a movement', async () => {
    const before = last;
    last = await scrollTop(page);
    return last === before;
  });
  return last;
}

/** The newest line is in sight. */
async function untilAtEnd(page: Page): Promise<void> {
  const below = `((e) => e.scrollHeight - e.clientHeight - e.scrollTop)(document.querySelector('${WORDS}'))`;
  await until(page, 'the newest line', async () => Number(await page.evaluate(below)) < 3);
}

async function untilOpacity(page: Page, opacity: number): Promise<void> {
  await until(page, `an opacity of ${opacity}`, async () => Number(await style(page, '.deck', 'opacity')) === opacity);
}

/** Of the first such element, as it is computed. */
function style(page: Page, selector: string, name: string): Promise<unknown> {
  return page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${name}`);
}

/** Elements that hold more than they show sideways, and the page itself if it does. */
async function cut(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('*')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && !['SELECT', 'INPUT', 'OPTION'].includes(e.tagName))
    .filter((e) => getComputedStyle(e).display !== 'inline' && !e.closest('svg, .visually-hidden'))
    .map((e) => e.tagName + '.' + e.className + ' ' + e.scrollWidth + ' > ' + e.clientWidth)`);
}
