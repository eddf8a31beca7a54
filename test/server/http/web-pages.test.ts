import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startupBanner } from '../../../src/server/boot/startup-banner.ts';
import { WebPages } from '../../../src/server/http/web-pages.ts';

const FILES = {
  'index.html': '<!doctype html><title>index</title>',
  'speak.html': '<!doctype html><title>speak</title>',
  'assets/speak-a1b2.js': 'export const a = 1;',
  'talk.wav': 'RIFF',
};

function pagesOf(t: TestContext, files: Readonly<Record<string, string>> = FILES) {
  const folder = mkdtempSync(join(tmpdir(), 'rostrum-pages-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'assets'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync('/etc/hostname', join(folder, 'elsewhere.html'));
  const pages = new WebPages(folder);
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    pages.answer({ method, path, header: (name) => headers[name] ?? '' });
  return { pages, ask };
}

const BROWSER = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

test('a page is given to browsers, with headers that keep everybody else’s scripts out, and asked for anew each time', (t) => {
  const { ask, pages } = pagesOf(t);
  const answer = ask('/speak', BROWSER);

  assert.equal(pages.areBuilt, true);
  assert.equal(answer?.status, 200);
  assert.equal(String(Buffer.from(answer?.body as Uint8Array)), FILES['speak.html']);
  const headers = answer?.headers ?? {};
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(headers['cache-control'], 'no-cache');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*connect-src 'self' https: wss:/);
  assert.doesNotMatch(headers['content-security-policy'] ?? '', /unsafe| \*/);
});

test('a program that asks for a page’s path is told what the wire contract says: nothing of ours', (t) => {
  const { ask } = pagesOf(t);

  for (const accept of ['', '*/*', 'application/json']) assert.equal(ask('/', { accept }), undefined, accept);
  assert.equal(ask('/', BROWSER, 'POST'), undefined);
});

test('what has its content in its name is kept for ever; the rest is asked for again', (t) => {
  const { ask } = pagesOf(t);

  assert.equal(ask('/assets/speak-a1b2.js')?.headers?.['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(ask('/talk.wav')?.headers?.['cache-control'], 'no-cache');
  assert.equal(ask('/talk.wav')?.headers?.['content-type'], 'audio/wav');
});

test('who has it already gets 304 and no body', (t) => {
  const { ask } = pagesOf(t);
  const etag = ask('/talk.wav')?.headers?.etag ?? '';

  for (const known of [etag, `"other", W/${etag}`, '*']) {
    const { status, body } = ask('/talk.wav', { 'if-none-match': known }) ?? {};
    assert.deepEqual([status, body], [304, undefined], known);
  }
  assert.equal(ask('/talk.wav', { 'if-none-match': '"other"' })?.status, 200);
});

test('text is packed for those who take it, under an etag of its own', (t) => {
  const { ask } = pagesOf(t);
  const path = '/assets/speak-a1b2.js';
  const plain = ask(path, { 'accept-encoding': 'br, gzip;q=0' });
  const packed = ask(path, { 'accept-encoding': 'br, gzip' });

  assert.equal(plain?.headers?.['content-encoding'], undefined);
  assert.equal(packed?.headers?.['content-encoding'], 'gzip');
  assert.notEqual(packed?.headers?.etag, plain?.headers?.etag);
  assert.equal(String(gunzipSync(packed?.body as Uint8Array)), FILES['assets/speak-a1b2.js']);
  assert.equal(ask('/talk.wav', { 'accept-encoding': 'gzip' })?.headers?.['content-encoding'], undefined);
});

test('what the build has compressed better is given to those who take it, to others as before, and has no address of its own', (t) => {
  const path = '/assets/speak-a1b2.js';
  const { ask } = pagesOf(t, { ...FILES, 'assets/speak-a1b2.js.br': 'smaller' });
  const codingFor = (accepted: string) => ask(path, { 'accept-encoding': accepted })?.headers?.['content-encoding'];
  const answer = ask(path, { 'accept-encoding': 'gzip, deflate, br' });

  assert.equal(answer?.headers?.['content-encoding'], 'br');
  assert.equal(answer?.headers?.['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(answer?.headers?.vary, 'accept-encoding');
  assert.equal(String(Buffer.from(answer?.body as Uint8Array)), 'smaller');
  const etags = ['br', 'gzip', ''].map((accepted) => ask(path, { 'accept-encoding': accepted })?.headers?.etag);
  assert.equal(new Set(etags).size, 3);
  assert.equal(ask(path, { 'accept-encoding': 'br', 'if-none-match': answer?.headers?.etag ?? '' })?.status, 304);
  assert.deepEqual(['br;q=0, gzip', 'gzip', '', 'identity'].map(codingFor), ['gzip', 'gzip', undefined, undefined]);
  assert.equal(ask(`${path}.br`), undefined);
});

test('no path leads to a file that is not in the map', (t) => {
  const { ask } = pagesOf(t);

  for (const path of [
    '/../package.json',
    '/assets/../speak',
    '/%2e%2e/x',
    '/speak.html',
    '/elsewhere',
    '/assets',
    '//',
  ]) {
    assert.equal(ask(path, BROWSER), undefined, path);
  }
});

test('a folder that is not there has no pages, and says so to people; one with too many files is none of our build’s', (t) => {
  const none = new WebPages('/nowhere/at/all');
  assert.equal(none.areBuilt, false);
  const ask = (accept: string) => none.answer({ method: 'GET', path: '/speak', header: () => accept });
  assert.deepEqual([ask('text/html')?.status, ask('*/*')], [503, undefined]);
  assert.match(String(ask('text/html')?.body), /npm run build/);
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`${i}.html`, '']));
  assert.throws(() => pagesOf(t, many), /201 files, over 200/);
  assert.throws(() => pagesOf(t, { 'large.wav': 'x'.repeat(33 * 1024 * 1024) }), /over 33554432 bytes/);
});

test('the terminal gets the link, or how to get the pages', () => {
  const as = (name: string) => (text: string | number | null | undefined) => `<${name}>${text}</${name}>`;
  const colours = { bold: as('b'), cyan: as('c'), yellow: as('y') };

  assert.match(startupBanner('http://127.0.0.1:8080', true, undefined, colours), /<c>http:\/\/127.0.0.1:8080\/<\/c>/);
  assert.match(startupBanner('', false, undefined, colours), /<y>.*npm run build/);
});
