import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { HttpBench } from '../../support/server/http-bench.ts';

const PAGES_FOLDER = 'dist/web';
const HTML = { accept: 'text/html,*/*;q=0.8' };

test('the pages as they are built have no script and no style inside them, and get what they name', async () => {
  assert.ok(existsSync(`${PAGES_FOLDER}/index.html`), 'the pages are not built: npm run build:web');
  const bench = new HttpBench({}, { pagesFolder: PAGES_FOLDER });
  for (const path of ['/', '/speak', '/listen', '/screen', '/poster', '/inside']) {
    const page = await bench.ask({ path, headers: HTML });
    assert.equal(page.status, 200, path);
    assert.doesNotMatch(page.text, /<script(?![^>]* src=)|<style|style=/, path);
    const named = [...page.text.matchAll(/(?:src|href)="\.?(\/assets\/[^"]+)"/g)].map(([, asset]) => String(asset));
    assert.ok(named.length > 0, path);
    for (const asset of named) {
      const { status, headers } = await bench.ask({ path: asset });
      assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=31536000, immutable'], asset);
    }
  }
  const talk = await bench.ask({ method: 'HEAD', path: '/sample-talk.wav' });
  assert.deepEqual([talk.status, talk.headers['content-type'], talk.text], [200, 'audio/wav', '']);
});
