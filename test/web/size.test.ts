/** How many bytes of the pages go over the wire, compressed as a browser gets them: by gzip. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser } from './browser.ts';

const PAGES = 'dist/web';
const FILES = /\.(html|js|css|svg)$/;
/** Of what one visitor can load, except the sample talks. The hall: the first page, the pages to speak and to listen. */
const MOST_OF_LISTENER = 53_000;
const MOST_OF_HALL = 95_500;
/** With /inside, the screen and the poster, which are for whoever runs the hall. */
const MOST_OF_ALL = 120_000;
/** A worklet with all that it imports: the audio thread reads it while a person waits for sound. */
const MOST_OF_WORKLET = 8_000;
/** A locale is loaded when the page speaks its language. */
const LOCALE = new RegExp(`^(${TARGET_LANGUAGES.join('|')})-[\\w-]{8}\\.js$`);

/** @returns the size of the body on the wire. */
function bytesOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', accept: 'text/html,*/*' };
    request(url, { headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(bytes) : reject(new Error(`no ${url}`))));
    })
      .on('error', reject)
      .end();
  });
}

/** An import of a file by a built file, not a later `import()`. */
const IMPORT = /(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g;

const isLocale = (name: string) => LOCALE.test(name);
const sum = (sizes: readonly number[]) => sizes.reduce((all, bytes) => all + bytes, 0);

test('what all pages load is at most 120 kB on the wire, what a listener loads at most 53 kB', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t, { EMBEDDED_ASR: 'script' });
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' }).filter((name) => FILES.test(name));
  const texts = new Map(files.map((file) => [basename(file), readFileSync(join(PAGES, file), 'utf8')]));
  const sizes = new Map<string, number>();
  for (const file of files) {
    const path = file === 'index.html' ? '' : file.replace(/\.html$/, '');
    sizes.set(basename(file), await bytesOf(`${server.url}/${path}`));
  }
  /** The name and all that it imports at once. */
  const withImports = (name: string, found = new Set<string>()): ReadonlySet<string> => {
    if (found.has(name)) return found;
    found.add(name);
    for (const [, other] of texts.get(name)?.matchAll(IMPORT) ?? []) withImports(String(other), found);
    return found;
  };
  const worklets = files.map((file) => basename(file)).filter((name) => /\.worklet-[\w-]{8}\.js$/.test(name));
  const largest = Math.max(...[...sizes].filter(([name]) => isLocale(name)).map(([, bytes]) => bytes));
  /** All that these pages can load: each file once, and of the locales the largest. */
  const load = (...pages: readonly string[]): number => {
    const found = new Set(pages.map((page) => `${page}.html`));
    for (const name of found) {
      for (const other of texts.keys()) if (texts.get(name)?.includes(other) && !isLocale(other)) found.add(other);
    }
    return sum([...found].map((name) => sizes.get(name) ?? 0)) + largest;
  };
  const listener = load('listen');
  const hall = load('index', 'speak', 'listen');
  const all = load('index', 'speak', 'listen', 'inside', 'screen', 'poster');
  t.diagnostic(`gzip, bytes: listener ${listener}, hall ${hall}, all pages ${all}, one locale ${largest}`);

  assert.equal(
    [...sizes.keys()].filter(isLocale).length,
    TARGET_LANGUAGES.length - 1,
    'English has no file of its own',
  );
  for (const page of files.filter((file) => file.endsWith('.html'))) {
    const sheets = [...(texts.get(page)?.matchAll(/href=".\/assets\/([\w-]+)-[\w-]{8}\.css"/g) ?? [])].map(
      ([, name]) => name,
    );
    assert.equal(sheets.length, 2, page);
    assert.equal(sheets[0], 'core', `${page}: its own sheet comes after the one of all pages`);
  }
  assert.equal(worklets.length, 2, 'one to play, one to record');
  for (const worklet of worklets) {
    const names = [...withImports(worklet)];
    assert.ok(names.length > 1, `${worklet} shares nothing with the pages`);
    const bytes = sum(names.map((name) => sizes.get(name) ?? 0));
    assert.ok(bytes <= MOST_OF_WORKLET, `${names.join(', ')}: ${bytes} bytes`);
  }
  assert.ok(listener <= MOST_OF_LISTENER, `the page to listen: ${listener} bytes`);
  assert.ok(hall <= MOST_OF_HALL, `the first page, to speak and to listen: ${hall} bytes`);
  assert.ok(all <= MOST_OF_ALL, `all pages: ${all} bytes`);
});
