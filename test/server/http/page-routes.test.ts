import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AWS_MODE, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const HTML = { accept: 'text/html' };
const FILES = {
  'index.html': '<!doctype html><title>index</title>',
  'speak.html': '<!doctype html><title>speak</title>',
  'inside.html': '<!doctype html><title>inside</title>',
  'health.html': 'never shown: the route comes first',
  'assets/speak-a1b2.js': 'export const a = 1;',
  'talk.wav': 'RIFF',
};

function benchWithPages(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const pagesFolder = mkdtempSync(join(tmpdir(), 'rostrum-pages-'));
  t.after(() => rmSync(pagesFolder, { recursive: true }));
  mkdirSync(join(pagesFolder, 'assets'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(pagesFolder, name), text);
  return new HttpBench(environment, { pagesFolder });
}

test('a browser gets the pages, and HEAD of each says what GET gives', async (t) => {
  const bench = benchWithPages(t);
  for (const [path, file] of [
    ['/', 'index.html'],
    ['/speak', 'speak.html'],
    ['/inside', 'inside.html'],
    ['/assets/speak-a1b2.js', 'assets/speak-a1b2.js'],
    ['/talk.wav', 'talk.wav'],
  ] as const) {
    const [get, head] = [
      await bench.ask({ path, headers: HTML }),
      await bench.ask({ method: 'HEAD', path, headers: HTML }),
    ];
    assert.deepEqual([get.status, get.text], [200, FILES[file]], path);
    assert.deepEqual([head.status, head.headers, head.text], [200, get.headers, '']);
    assert.match(get.headers.vary ?? '', /origin/);
  }
  const { headers } = await bench.ask({ path: '/', headers: HTML });
  assert.equal(headers.vary, 'accept, accept-encoding, origin');
  assert.equal(headers['cache-control'], 'no-cache');
  const asset = await bench.ask({ path: '/assets/speak-a1b2.js' });
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
});

test('who has a page already gets 304, without content and without a length', async (t) => {
  const bench = benchWithPages(t);
  const { etag = '' } = (await bench.ask({ path: '/', headers: HTML })).headers;

  const { status, text, headers } = await bench.ask({ path: '/', headers: { ...HTML, 'if-none-match': etag } });

  assert.deepEqual([status, text, headers.etag, headers['content-length']], [304, '', etag, undefined]);
});

test('a program that asks for a page, and every other method, are told that there is nothing', async (t) => {
  const bench = benchWithPages(t);

  for (const path of ['/', '/speak', '/inside', '/nothing'])
    assert.equal(await bench.codeOf({ path }), 'NOT_FOUND', path);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const { status, headers } = await bench.ask({ method, path: '/speak', headers: HTML });
    assert.deepEqual([status, headers.allow], [404, undefined], method);
  }
});

test('no page takes the place of another route', async (t) => {
  const bench = benchWithPages(t);

  assert.equal((await bench.ask({ path: '/health', headers: HTML })).json().status, 'healthy');
});

test('the page that shows sessions from inside is there for those alone who may see them', async (t) => {
  const page = async (environment: Readonly<Record<string, string>>, address?: string) =>
    (await benchWithPages(t, environment).ask({ path: '/inside', headers: HTML, ...(address ? { address } : {}) }))
      .status;

  assert.deepEqual([await page({}), await page({}, ELSEWHERE), await page(AWS_MODE)], [200, 404, 404]);
  assert.equal(await page({ ...AWS_MODE, INSIDE_TOKEN: 'a-token-of-the-operator' }, ELSEWHERE), 200);
});

test('without a build people are told how to get the pages', async () => {
  const bench = new HttpBench();

  const { status, text, headers } = await bench.ask({ path: '/speak', headers: HTML });

  assert.deepEqual([status, headers['content-type']], [503, 'text/plain; charset=utf-8']);
  assert.match(text, /npm run build/);
  assert.equal(await bench.codeOf({ path: '/speak' }), 'NOT_FOUND');
});
