import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Asked, type KeptAnswer, KeptConnection } from '../support/kept-connection.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const ORIGIN = 'https://talks.example';
const HTML = { accept: 'text/html' };

describe('whatever an exchange was, the connection is good for the next one', () => {
  let server: TestServer;
  let kept: KeptConnection;
  const ends: (() => Promise<void>)[] = [];

  before(async () => {
    server = await startTestServer({ after: (end) => void ends.push(end) }, { ALLOWED_ORIGINS: ORIGIN });
    kept = new KeptConnection(server.running.port);
  });
  after(async () => {
    kept.close();
    for (const end of ends) await end();
  });

  /** Asks, and then for something else on the same connection. */
  const ask = async (asked: Asked): Promise<KeptAnswer> => {
    const answer = await kept.ask(asked);
    assert.equal((await kept.ask({ path: '/healthz' })).status, 200, `after ${asked.method ?? 'GET'} ${asked.path}`);
    if (answer.status === 204 || answer.status === 304) {
      assert.equal(answer.headers['content-length'], undefined, 'no length of no content');
      assert.equal(answer.headers['transfer-encoding'], undefined);
    }
    return answer;
  };

  test('204 to OPTIONS and to DELETE, 304 to a page that is known', async () => {
    const { speaker, sessionId } = await server.speaker('ada');
    const authorization = `Bearer ${await server.token('ada')}`;

    for (const path of ['/health', '/sessions', `/sessions/${sessionId}`, '/@connections/x', '/nothing']) {
      assert.equal((await ask({ method: 'OPTIONS', path })).status, 204, path);
    }
    assert.equal(
      (await ask({ method: 'DELETE', path: `/sessions/${sessionId}`, headers: { authorization } })).status,
      204,
    );
    await speaker.next('sessionEnded');
    const page = await ask({ path: '/', headers: HTML });
    assert.equal(page.status, 200);
    const known = await ask({ path: '/', headers: { ...HTML, 'if-none-match': String(page.headers.etag) } });
    assert.equal(known.status, 304);
    assert.equal(known.headers.etag, page.headers.etag);
  });

  test('HEAD of whatever GET answers: the same status and headers, the same length announced, no content', async () => {
    const { speaker, sessionId } = await server.speaker('grace');
    const listener = await server.listener(sessionId, 'es');
    const delivery = `/@connections/${encodeURIComponent(String(listener.received[0]?.connectionId))}`;

    for (const [path, status] of [
      ['/healthz', 200],
      ['/readyz', 200],
      [`/sessions/${sessionId}`, 200],
      // One letter of an id may come as an escape.
      [`/sessions/${sessionId.replace('-', '%2D')}`, 200],
      ['/sessions/none', 400],
      ['/sessions/golden-eagle-999', 404],
      ['/sessions', 405],
      [delivery, 200],
      [`/prod${delivery}`, 200],
      ['/@connections/gone', 410],
      ['/', 200],
      ['/speak', 200],
      ['/inside/now', 200],
      ['/nothing', 404],
    ] as const) {
      const headers = ['/', '/speak'].includes(path) ? HTML : {};
      const [get, head] = [await ask({ path, headers }), await ask({ method: 'HEAD', path, headers })];
      assert.deepEqual([get.status, head.status], [status, status], path);
      assert.equal(head.body, '', path);
      // An error has an id of its own each time, of the same length.
      assert.equal(head.headers['content-length'], get.headers['content-length'], path);
      assert.equal(Number(get.headers['content-length']), Buffer.byteLength(get.body), path);
      for (const name of ['content-type', 'etag', 'allow', 'x-amzn-errortype', 'vary'] as const) {
        assert.equal(head.headers[name], get.headers[name], `${name} of ${path}`);
      }
    }
    // What this one says changes by itself.
    const health = await ask({ method: 'HEAD', path: '/health' });
    assert.deepEqual([health.status, health.body, Number(health.headers['content-length']) > 2], [200, '', true]);
    await listener.close();
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('@connections: a delivery’s 200 without content, a goodbye’s 204, and what is refused', async () => {
    const { speaker, sessionId } = await server.speaker('hedy');
    const listener = await server.listener(sessionId, 'es');
    const path = `/@connections/${encodeURIComponent(String(listener.received[0]?.connectionId))}`;

    const delivered = await ask({ method: 'POST', path, body: '{"type":"caption","text":"ol\\u00e9"}' });
    assert.deepEqual([delivered.status, delivered.headers['content-length'], delivered.body], [200, '0', '']);
    assert.equal((await ask({ method: 'POST', path, body: 'x'.repeat(131_073) })).status, 413);
    const wrong = await ask({ method: 'PATCH', path });
    assert.deepEqual([wrong.status, wrong.headers.allow], [405, 'GET, HEAD, POST, DELETE']);
    for (const name of ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']) {
      assert.equal((await ask({ path, headers: { [name]: '127.0.0.1' } })).status, 403, name);
    }
    assert.equal((await ask({ method: 'DELETE', path })).status, 204);
    assert.equal((await ask({ method: 'DELETE', path })).status, 410);
    assert.equal((await listener.closed).code, 1000);
    await speaker.ask({ action: 'endSession' }, 'sessionEnded');
  });

  test('a 413 to an upload of 5 MB arrives whole, with its length known before and in chunks, and the next request is answered', async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, 'x');
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      for (const path of ['/sessions', '/dev/tokens', '/@connections/x', '/nothing']) {
        const answer = await ask({ method: 'POST', path, body, headers });
        assert.equal(answer.status, 413, path);
        assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.body));
        JSON.parse(answer.body);
      }
    }
    assert.equal((await ask({ method: 'POST', path: '/sessions', body: 'x'.repeat(65_537) })).status, 413);
  });

  test('a page of an allowed origin is named on every answer, refusals, 413 and errors included; another gets none', async () => {
    const big = 'x'.repeat(200_000);
    for (const [asked, status] of [
      [{ path: '/health' }, 200],
      [{ method: 'OPTIONS', path: '/sessions' }, 204],
      [{ method: 'POST', path: '/sessions', body: '{}' }, 401],
      [{ path: '/nothing' }, 404],
      [{ method: 'PUT', path: '/health' }, 405],
      [{ method: 'POST', path: '/sessions', body: big }, 413],
      [{ path: '/@connections/gone' }, 410],
      [{ path: '/inside/now' }, 403],
    ] as const) {
      const mine = await ask({ ...asked, headers: { origin: ORIGIN } });
      assert.deepEqual([mine.status, mine.headers['access-control-allow-origin']], [status, ORIGIN], asked.path);
      assert.match(String(mine.headers.vary), /\borigin\b/);
      const theirs = await ask({ ...asked, headers: { origin: 'https://evil.example' } });
      assert.equal(theirs.headers['access-control-allow-origin'], undefined, asked.path);
    }
    // A page's own answer varies by more.
    const page = await ask({ path: '/', headers: HTML });
    assert.match(String(page.headers.vary), /accept.*origin/);
  });
});
