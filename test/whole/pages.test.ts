import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { startTestServer } from '../support/test-server.ts';

const BROWSER = { accept: 'text/html,*/*;q=0.8' };

test('a browser gets the pages and what they need, a program the wire contract’s answers', async (t) => {
  assert.ok(existsSync('dist/web/index.html'), 'the pages are not built: npm run build:web');
  const server = await startTestServer(t);
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.url}${path}`, { method, headers });

  const page = await get('/speak', BROWSER);
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|style=/, 'nothing is inline');

  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
  const asset = await get(script);
  assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.match(await asset.text(), /import|export|function|const/);
  const etag = asset.headers.get('etag') ?? '';
  const again = await get(script, { 'if-none-match': etag });
  assert.deepEqual([again.status, await again.text()], [304, '']);

  const talk = await get('/sample-talk.wav');
  const size = (await talk.arrayBuffer()).byteLength;
  const head = await get('/sample-talk.wav', {}, 'HEAD');
  assert.deepEqual([head.headers.get('content-length'), await head.text()], [String(size), '']);

  for (const path of ['/', '/speak', '/nothing', '/assets/nothing.js']) {
    const answer = await get(path);
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [404, 'NOT_FOUND'], path);
  }
  const speaker = server.connect({ token: await server.token('ada'), action: 'createSession', sourceLanguage: 'en' });
  await speaker.next('sessionCreated');
  await speaker.close();
});

test('/health says which languages are offered', async (t) => {
  const server = await startTestServer(t, { SUPPORTED_LANGUAGES: 'es,ca' });
  const said = (await (await fetch(`${server.url}/health`)).json()) as Record<string, unknown>;

  assert.deepEqual(
    [said.status, said.mode, said.sourceLanguages, said.targetLanguages],
    ['healthy', 'embedded', ['en'], ['es', 'ca']],
  );
});

test('a browser on this machine gets the page to look inside and its data; a program is told whether it is there', async (t) => {
  const server = await startTestServer(t);
  const closed = await startTestServer(t, { INSIDE_TOKEN: 'a-token-of-the-operator' });
  const { sessionId } = await server.speaker('ada');

  assert.equal((await fetch(`${server.url}/inside`, { headers: BROWSER })).status, 200);
  assert.equal((await fetch(`${server.url}/inside`)).status, 404);
  const now = await fetch(`${server.url}/inside/now?session=${sessionId}`);
  const said = (await now.json()) as { session?: { active?: { session?: string[] } } };
  assert.ok(said.session?.active?.session?.includes('session.live.speaker.present'));
  assert.equal((await fetch(`${server.url}/inside/now`, { method: 'POST' })).status, 404);
  const refused = await fetch(`${closed.url}/inside/now`);
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [401, 'INVALID_TOKEN']);
  const health = (await (await fetch(`${server.url}/health`)).json()) as { inside?: unknown };
  assert.equal(health.inside, true);
});
