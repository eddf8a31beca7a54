import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/integrations/clock.ts';
import { MemoryMetrics } from '../../../src/integrations/metrics/memory-metrics.ts';
import { CHARTS } from '../../../src/machines/charts.ts';
import type { InsideCharts, InsideNow, SessionSummary, SessionView } from '../../../src/protocol/inside.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { introspectionRoutes } from '../../../src/server/http/introspection-routes.ts';
import type { RouteAnswer, RouteRequest } from '../../../src/server/http/route.ts';
import { RouteTable } from '../../../src/server/http/route-table.ts';
import { RateLimits } from '../../../src/server/sockets/rate-limits.ts';

const TOKEN = 'a-token-of-the-operator';
const SUMMARY: SessionSummary = {
  ...{ sessionId: 'golden-eagle-427', sourceLanguage: 'en', createdAt: 1, isSpeakerPresent: true, listeners: 0 },
};
const PATHS = ['/inside', '/inside/charts', '/inside/now', '/inside/now?session=golden-eagle-427', '/inside/nothing'];

interface Asked {
  readonly path?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function routeOf(
  config: { readonly mode: 'aws' | 'embedded'; readonly insideToken: string | undefined },
  connectsRefusedPerMinute = 60,
) {
  const metrics = new MemoryMetrics();
  const one = { connectsAcceptedPerMinute: 1, unknownSessionsPerMinute: 1, sessionsPerHour: 1 };
  const rates = { ...one, connectsRefusedPerMinute };
  const routes = introspectionRoutes({
    config,
    metrics,
    addresses: new ClientAddress([]),
    rates: new RateLimits({ clock: systemClock, metrics, rates }),
    inside: {
      charts: CHARTS,
      list: () => [SUMMARY],
      find: (id) => (id === SUMMARY.sessionId ? (SUMMARY as SessionView) : undefined),
    },
    pages: { answer: () => ({ status: 200, body: 'the page' }) },
  });
  const table = new RouteTable([routes]);
  const ask = ({ path: address = '/inside/now', from = '127.0.0.1', headers = {} }: Asked = {}) => {
    const [path = '', rawQuery = ''] = address.split('?');
    const all = { host: '127.0.0.1:8080', ...headers };
    const known = new Map(Object.entries(all));
    const request = {
      ...{ method: 'GET', isHead: false, path, rawQuery, query: new URLSearchParams(rawQuery), remoteAddress: from },
      ...{ header: (name: string) => known.get(name) ?? '', headers: known, body: new Uint8Array() },
    };
    const { entry, params } = table.match(path) ?? {};
    const handle = entry?.byMethod.get('GET')?.handle as ((asked: RouteRequest) => RouteAnswer) | undefined;
    return handle?.({ request, params: params ?? {} });
  };
  const codeOf = (asked: Asked) => {
    const answer = ask(asked);
    return answer && ('code' in answer ? answer.code : answer.status);
  };
  return { ask, codeOf, metrics };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('in embedded mode this machine alone sees sessions from inside; for anybody else nothing is there', () => {
  const { codeOf } = routeOf({ mode: 'embedded', insideToken: undefined });

  assert.deepEqual(
    PATHS.map((path) => codeOf({ path })),
    [200, 200, 200, 200, 'NOT_FOUND'],
  );
  for (const host of ['localhost', '[::1]:8080']) assert.equal(codeOf({ headers: { host } }), 200, host);
  for (const path of PATHS) {
    for (const asked of [
      { from: '192.0.2.7' },
      { headers: { host: 'rostrum.evil.example' } },
      { headers: { host: '192.168.1.5:8080' } },
      { headers: { host: 'not a host' } },
      { headers: { 'x-forwarded-for': '127.0.0.1' } },
      { headers: { forwarded: 'for=192.0.2.7' } },
    ]) {
      assert.equal(codeOf({ path, ...asked }), 'NOT_FOUND', JSON.stringify({ path, asked }));
    }
  }
  for (const headers of [{ origin: 'http://localhost:3000' }, { 'sec-fetch-site': 'cross-site' }]) {
    assert.equal(codeOf({ headers }), 'FORBIDDEN');
  }
  assert.equal(codeOf({ path: '/insider' }), undefined);
});

test('in AWS mode without a token nothing is there, for this machine neither', () => {
  const { codeOf } = routeOf({ mode: 'aws', insideToken: undefined });

  for (const path of PATHS) assert.equal(codeOf({ path, headers: bearer('undefined') }), 'NOT_FOUND', path);
});

test('with a token set who brings it sees sessions, and nobody else learns of one', () => {
  for (const mode of ['aws', 'embedded'] as const) {
    const { ask, codeOf } = routeOf({ mode, insideToken: TOKEN });
    const away = { from: '192.0.2.7', headers: { host: 'rostrum.example' } };

    assert.equal(codeOf({ ...away, path: '/inside' }), 200, 'the page, which asks for the token');
    for (const path of PATHS.slice(1)) {
      for (const headers of [{}, { authorization: TOKEN }, bearer(''), bearer(`${TOKEN}x`), bearer(TOKEN.slice(1))]) {
        const answer = ask({ path, headers });
        assert.ok(answer && 'code' in answer && answer.code === 'INVALID_TOKEN', path);
        assert.doesNotMatch(JSON.stringify(answer), /golden-eagle|operator/);
      }
    }
    assert.equal(codeOf({ ...away, headers: { ...away.headers, ...bearer(TOKEN) } }), 200);
    assert.equal(codeOf({ headers: { origin: 'https://elsewhere.example', ...bearer(TOKEN) } }), 'FORBIDDEN');
    assert.equal(codeOf({ path: `/inside/now?token=${TOKEN}` }), 'INVALID_TOKEN', 'in an address it counts nothing');
  }
});

test('tokens cannot be guessed at speed: wrong ones of an address are counted, and then not even looked at', () => {
  const { codeOf } = routeOf({ mode: 'aws', insideToken: TOKEN }, 2);

  assert.equal(codeOf({}), 'INVALID_TOKEN', 'none is no guess');
  for (let guess = 0; guess < 2; guess += 1) assert.equal(codeOf({ headers: bearer(`${guess}`) }), 'INVALID_TOKEN');
  assert.equal(codeOf({ headers: bearer(TOKEN) }), 'RATE_LIMIT_EXCEEDED');
  assert.equal(codeOf({ from: '192.0.2.7', headers: bearer(TOKEN) }), 200);
});

test('it tells of the charts, the sessions, the one that is asked for, and every latency with its target', () => {
  const { ask, metrics } = routeOf({ mode: 'embedded', insideToken: undefined });
  const said = <T>(path: string): T => {
    const answer = ask({ path });
    assert.ok(answer && 'status' in answer);
    assert.equal(answer.headers?.['cache-control'], 'no-store');
    return answer.body as T;
  };
  for (const ms of [1, 2, 700]) metrics.observe('StatusQueryLatency', ms);
  metrics.observe('ControlMessageLatency', 3, { action: 'setVolume' });
  metrics.observe('ControlMessageLatency', 900, { action: 'createSession' });

  assert.equal(said<InsideCharts>('/inside/charts').charts, CHARTS);
  const none = said<InsideNow>('/inside/now');
  assert.deepEqual([none.sessions, none.session], [[SUMMARY], undefined]);
  assert.equal(said<InsideNow>('/inside/now?session=golden-eagle-427').session, SUMMARY);
  assert.equal(said<InsideNow>('/inside/now?session=calm-heron-002').session, null);
  const { boundsMs, metrics: latencies } = none.latencies;
  const [status, control] = ['StatusQueryLatency', 'ControlMessageLatency'].map((name) =>
    latencies.find((latency) => latency.name === name),
  );
  assert.deepEqual([status?.count, status?.p50Ms, status?.p95Ms, status?.targetP95Ms], [3, 2, 700, 500]);
  assert.equal(status?.counts.length, boundsMs.length + 1);
  assert.equal(
    status?.counts.reduce((sum, count) => sum + count, 0),
    3,
  );
  assert.deepEqual([control?.count, control?.without], [1, ['createSession', 'joinSession']]);
});

test('a token of few characters stops the start with one line, which does not show it', () => {
  const read = readConfig({ INSIDE_TOKEN: 'short-one' });

  assert.ok(!read.ok);
  assert.deepEqual(read.problems, ['INSIDE_TOKEN must have 16 characters or more']);
});
