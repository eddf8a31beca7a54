import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROUTE_METHODS } from '../../../src/server/http/route.ts';
import type { RouteEntry } from '../../../src/server/http/route-table.ts';
import { bearer, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';
import { tokenOf } from '../../support/server/server-bench.ts';

const ORIGIN = 'https://talks.example';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PURGE'];
const ENTRIES = new HttpBench().routes.table.entries;

/** A path that matches, with a session and a listener behind it. */
async function pathOf(bench: HttpBench, { pattern }: RouteEntry): Promise<string> {
  const { sessionId } = await bench.server.speaker();
  const { connectionId } = await bench.server.listener(sessionId);
  return typeof pattern === 'string'
    ? pattern.replace(':sessionId', sessionId).replace('*', 'nothing')
    : `/@connections/${encodeURIComponent(connectionId)}`;
}

test('every method that a route can have is in use, and a preflight names all of them', async () => {
  const inUse = new Set(ENTRIES.flatMap(({ byMethod }) => [...byMethod.keys()]));
  assert.deepEqual([...inUse].sort(), [...ROUTE_METHODS].sort());

  const bench = new HttpBench({ ALLOWED_ORIGINS: ORIGIN });
  for (const path of ['/sessions', '/health', '/@connections/x', '/nothing']) {
    const answer = await bench.ask({ method: 'OPTIONS', path, headers: { origin: ORIGIN } });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.allow, 'GET, HEAD, POST, PATCH, DELETE, OPTIONS');
    assert.equal(answer.headers['access-control-allow-methods'], answer.headers.allow);
    assert.equal(answer.headers['access-control-allow-headers'], 'authorization, content-type');
    assert.equal(answer.headers['access-control-allow-origin'], ORIGIN);
    assert.equal(answer.headers['content-length'], undefined);
  }
});

for (const entry of ENTRIES) {
  describe(typeof entry.pattern === 'string' ? entry.pattern : '/@connections/:connectionId', () => {
    const others = METHODS.filter((method) => !entry.allow.split(', ').includes(method));

    for (const method of others) {
      test(`${method} is not there`, async () => {
        const bench = new HttpBench();
        const path = await pathOf(bench, entry);

        const { status, headers, json } = await bench.ask({ method, path });

        const { notAllowed, tooLarge } = entry.group;
        if (notAllowed === undefined) {
          assert.deepEqual([status, headers.allow], [405, entry.allow]);
          if (method === 'HEAD') return;
          const { code, details } = json<{ code: string; details: object }>();
          assert.deepEqual([code, details], ['METHOD_NOT_ALLOWED', { allow: entry.allow }]);
        } else if (tooLarge !== undefined) {
          assert.deepEqual([status, headers.allow], [405, 'GET, HEAD, POST, DELETE']);
          assert.equal(headers['x-amzn-errortype'], 'MethodNotAllowedException');
        } else {
          assert.deepEqual([status, headers.allow, json().code], [404, undefined, 'NOT_FOUND']);
        }
      });
    }

    if (entry.byMethod.has('GET')) {
      test('HEAD is answered as GET is, without the content', async () => {
        const bench = new HttpBench();
        const path = await pathOf(bench, entry);

        const [get, head] = [await bench.ask({ path }), await bench.ask({ method: 'HEAD', path })];

        assert.deepEqual([head.status, head.headers, head.text], [get.status, get.headers, '']);
        assert.equal(Number(get.headers['content-length']), get.content.byteLength);
        assert.ok(get.content.byteLength > 0);
      });
    }

    for (const route of entry.byMethod.values()) {
      if (!route.needsToken) continue;
      test(`${route.method} wants a good token`, async () => {
        const bench = new HttpBench();
        const path = await pathOf(bench, entry);
        const said = async (headers: Record<string, string>) => {
          const answer = await bench.ask({ method: route.method, path, headers });
          const { code, details } = answer.json<{ code: string; details: object }>();
          return [answer.status, code, details];
        };

        assert.deepEqual(await said({}), [401, 'INVALID_TOKEN', { reason: 'missing' }]);
        assert.deepEqual(await said({ authorization: 'Basic YTpi' }), [401, 'INVALID_TOKEN', { reason: 'missing' }]);
        assert.deepEqual(await said(bearer('bad')), [401, 'INVALID_TOKEN', { reason: 'malformed' }]);
        bench.server.verify = async () => ({ ok: false, reason: 'keysUnavailable', unavailable: 'issuer' });
        assert.deepEqual(await said(bearer('good')), [503, 'SERVICE_UNAVAILABLE', { service: 'issuer' }]);
      });
    }
  });
}

test('a body over the limit is refused before anything else is looked at, on every path but a delivery’s', async () => {
  const bench = new HttpBench();
  const body = 'x'.repeat(65_537);
  for (const path of ['/sessions', '/sessions/not-an-id', '/health', '/dev/tokens', '/inside/now', '/nothing']) {
    for (const method of ['POST', 'PUT', 'GET']) {
      const answer = await bench.ask({ method, path, body });
      const { code, details } = answer.json<{ code: string; details: object }>();
      assert.deepEqual([answer.status, code], [413, 'PAYLOAD_TOO_LARGE'], path);
      assert.deepEqual(details, { kind: 'body', limit: 65_536, size: 65_537 });
    }
  }
  assert.equal(await bench.codeOf({ method: 'POST', path: '/@connections/gone', body }), 410);
  assert.equal(await bench.codeOf({ method: 'POST', path: '/nothing', body: body.slice(1) }), 'NOT_FOUND');
});

test('a body over what any route takes is refused while the rest of it still comes', async () => {
  const bench = new HttpBench();
  const body = ['x'.repeat(131_072), 'y', 'z'.repeat(1_000_000)];

  const answer = await bench.ask({ method: 'POST', path: '/sessions', body });
  assert.deepEqual(answer.json<{ details: object }>().details, { kind: 'body', limit: 65_536, size: 131_073 });
  const delivery = await bench.ask({ method: 'POST', path: '/@connections/gone', body });
  assert.deepEqual([delivery.status, delivery.headers['x-amzn-errortype']], [413, 'PayloadTooLargeException']);
  assert.equal(await bench.codeOf({ method: 'POST', path: '*', body }), 'PAYLOAD_TOO_LARGE', 'a path of no pattern');
});

test('what is nowhere is not found, whatever is asked of it, and the log has the id of the refusal', async () => {
  const bench = new HttpBench();
  for (const path of ['/nothing', '/sessions/', '/sessions/a/b', '/HEALTH', '/%68ealth', '/health/', '*']) {
    for (const method of ['GET', 'POST', 'PUT']) {
      assert.equal(await bench.codeOf({ method, path }), 'NOT_FOUND', `${method} ${path}`);
    }
  }
  const { correlationId, timestamp } = (await bench.ask({ path: '/nothing' })).json();
  assert.equal(timestamp, Math.floor(bench.server.actors.clock.unixNow() / 1_000));
  const line = bench.server.logged('request refused').at(-1);
  assert.deepEqual(line?.metadata, { code: 'NOT_FOUND', errorId: correlationId });
});

test('a refusal that says for how long has the standard header too, in whole seconds', async () => {
  const bench = new HttpBench({ SESSIONS_PER_HOUR: '1' });
  const create = { method: 'POST', path: '/sessions', body: { sourceLanguage: 'en' } };
  const headers = bearer(tokenOf('ada'));
  assert.equal(await bench.codeOf({ ...create, headers }), 201);
  await bench.server.advance(500);

  const answer = await bench.ask({ ...create, headers });

  assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '3600']);
  assert.equal(answer.json<{ details: { retryAfterMs: number } }>().details.retryAfterMs, 3_599_500);
});

test('a route that throws is a 500 that says nothing of why; the log does', async () => {
  const bench = new HttpBench();
  bench.server.verify = async () => {
    throw new TypeError('a bug');
  };

  const answer = await bench.ask({ method: 'POST', path: '/sessions', headers: bearer('x'), body: {} });

  const { code, correlationId } = answer.json();
  assert.deepEqual([answer.status, code], [500, 'INTERNAL_ERROR']);
  assert.doesNotMatch(answer.text, /bug/);
  const [line] = bench.server.logged('request failed');
  assert.deepEqual([line?.level, line?.metadata.errorId], ['error', correlationId]);
});

test('a page of an origin that is not allowed is refused before everything, its preflight too, and told nothing', async () => {
  const bench = new HttpBench({ ALLOWED_ORIGINS: ORIGIN });
  for (const asked of [{ path: '/health' }, { method: 'OPTIONS', path: '/sessions' }, { path: '/@connections/x' }]) {
    const mine = await bench.ask({ ...asked, headers: { origin: ORIGIN } });
    assert.equal(mine.headers['access-control-allow-origin'], ORIGIN);
    assert.match(mine.headers.vary ?? '', /\borigin\b/);
    const theirs = await bench.ask({ ...asked, headers: { origin: 'https://evil.example' } });
    assert.deepEqual([theirs.status, theirs.headers['access-control-allow-origin']], [403, undefined]);
    assert.deepEqual(theirs.json<{ details: object }>().details, { reason: 'origin' });
  }
});

test('while the server starts it says so on every route; liveness and readiness are answered', async () => {
  const bench = new HttpBench({}, { isOpen: false });

  for (const path of ['/sessions', '/health', '/@connections/x', '/nothing']) {
    assert.equal(await bench.codeOf({ path, address: ELSEWHERE }), 'SERVICE_UNAVAILABLE', path);
  }
  assert.equal(await bench.codeOf({ path: '/healthz' }), 200);
  const ready = await bench.ask({ path: '/readyz' });
  assert.deepEqual([ready.status, ready.json()], [503, { status: 'unready', reasons: ['starting'] }]);
});

test('while the server drains, sessions are to be asked for again later, and everything else is answered', async () => {
  const bench = new HttpBench();
  const { sessionId } = await bench.server.speaker();
  const { connectionId } = await bench.server.listener(sessionId);
  bench.server.ingress.drain();

  for (const path of ['/sessions', `/sessions/${sessionId}`]) {
    const answer = await bench.ask({ path });
    assert.deepEqual(answer.json<{ details: object }>().details, { service: 'draining' });
  }
  assert.equal(await bench.codeOf({ path: '/health' }), 200);
  assert.equal(await bench.codeOf({ method: 'POST', path: `/@connections/${connectionId}`, body: '{}' }), 200);
});
