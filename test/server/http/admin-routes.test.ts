import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionSummary, SessionView } from '../../../src/protocol/inside.ts';
import type { AdminRoutesDeps } from '../../../src/server/http/admin-routes.ts';
import { adminExchange } from '../../../src/server/http/admin-server.ts';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { type InjectedRequest, inject } from '../../../src/server/http/inject.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { ELSEWHERE } from '../../support/server/http-bench.ts';

const SUMMARY: SessionSummary = {
  ...{ sessionId: 'golden-eagle-427', sourceLanguage: 'en', createdAt: 1, isSpeakerPresent: true, listeners: 0 },
};
const PATHS = ['/healthz', '/readyz', '/metrics', '/inside', `/inside/${SUMMARY.sessionId}`, '/nothing'];

function setUp(deps: Partial<AdminRoutesDeps> = {}) {
  const log = new RecordingLog();
  const options = adminExchange({
    config: { adminHost: '0.0.0.0', adminAllowedHosts: ['metrics.example'] },
    log,
    addresses: new ClientAddress([]),
    reasons: () => [],
    page: () => 'rostrum_sessions 1\n',
    introspection: {
      list: () => [SUMMARY],
      find: (id) => (id === SUMMARY.sessionId ? (SUMMARY as SessionView) : undefined),
    },
    ...deps,
  });
  const ask = (request: InjectedRequest) => inject(options, request);
  const codeOf = async (request: InjectedRequest) => {
    const { status, headers, text, json } = await ask(request);
    const code = headers['content-type'] === 'application/json' && text !== '' ? json().code : undefined;
    return code ?? status;
  };
  return { ask, codeOf, log };
}

test('the operator’s port answers liveness, readiness, the metrics and sessions from inside', async () => {
  const { ask } = setUp();
  const said = async (path: string) => {
    const { status, headers, text } = await ask({ path });
    return [status, headers['content-type'], text];
  };

  assert.deepEqual(await said('/healthz'), [200, 'application/json', '{"status":"healthy"}']);
  assert.deepEqual(await said('/readyz?verbose'), [200, 'application/json', '{"status":"ready"}']);
  const [status, type, page] = await said('/metrics');
  assert.deepEqual([status, page], [200, 'rostrum_sessions 1\n']);
  assert.match(String(type), /^text\/plain; version=/);
  assert.deepEqual(await said('/inside'), [200, 'application/json', JSON.stringify({ sessions: [SUMMARY] })]);
  assert.deepEqual((await ask({ path: `/inside/${SUMMARY.sessionId}` })).json(), SUMMARY);
});

test('a server that is not ready says every reason', async () => {
  const { ask } = setUp({ reasons: () => ['draining'] });

  const { status, json } = await ask({ path: '/readyz' });

  assert.deepEqual([status, json()], [503, { status: 'unready', reasons: ['draining'] }]);
});

test('everything is read only: HEAD is answered as GET, and any other method is refused, wherever it goes', async () => {
  const { ask, codeOf } = setUp();
  for (const path of PATHS) {
    const [get, head] = [await ask({ path }), await ask({ method: 'HEAD', path })];
    assert.deepEqual([head.status, head.headers, head.text], [get.status, get.headers, ''], path);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask({ method, path, headers: { host: 'evil.example' } });
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'], path);
      assert.equal(await codeOf({ method, path }), 'METHOD_NOT_ALLOWED');
    }
  }
});

test('what is not there is not found, sessions included', async () => {
  const { codeOf } = setUp();

  for (const path of ['/', '/nothing', '/metrics/', '/insider', '/HEALTHZ']) {
    assert.equal(await codeOf({ path }), 'NOT_FOUND', path);
  }
  for (const path of ['/inside/', '/inside/calm-heron-002', '/inside/golden%2Deagle-427', '/inside/a/b']) {
    assert.equal(await codeOf({ path }), 'SESSION_NOT_FOUND', path);
  }
});

test('by a name of somebody else’s that leads here, liveness and readiness are all there is', async () => {
  const { codeOf } = setUp();
  for (const host of ['evil.example', 'localhost@evil.example']) {
    const codes = await Promise.all(PATHS.map((path) => codeOf({ path, headers: { host } })));
    assert.deepEqual(codes, [200, 200, 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'], host);
  }
  assert.equal(await codeOf({ path: '/metrics', headers: { host: 'metrics.example' } }), 200);
});

test('sessions are shown to programs on this machine only, by a name of this machine, and to no page', async () => {
  const { codeOf } = setUp();
  for (const path of ['/inside', `/inside/${SUMMARY.sessionId}`, '/inside/calm-heron-002']) {
    for (const asked of [
      { address: ELSEWHERE },
      { headers: { 'x-forwarded-for': '127.0.0.1' } },
      { headers: { host: '192.168.0.7:9090' } },
      { headers: { origin: 'http://localhost:3000' } },
      { headers: { origin: '' } },
    ]) {
      assert.equal(await codeOf({ path, ...asked }), 'FORBIDDEN', JSON.stringify(asked));
    }
  }
  assert.equal(await codeOf({ path: '/metrics', address: ELSEWHERE }), 200);
});

test('a page that cannot be made is a 500 that says nothing of why; the log does, and the server goes on', async () => {
  const { ask, codeOf, log } = setUp({
    page: () => {
      throw new TypeError('a bug');
    },
  });

  const { status, text } = await ask({ path: '/metrics' });

  assert.equal(status, 500);
  assert.doesNotMatch(text, /bug/);
  assert.deepEqual([log.lines.length, log.lines[0]?.metadata.code], [1, 'INTERNAL_ERROR']);
  assert.equal(await codeOf({ path: '/healthz' }), 200);
});
