import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../../src/machines/charts.ts';
import type { InsideCharts, InsideNow } from '../../../src/protocol/inside.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { AWS_MODE, bearer, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const TOKEN = 'a-token-of-the-operator';
const PATHS = ['/inside', '/inside/charts', '/inside/now', '/inside/now?session=golden-eagle-427', '/inside/nothing'];

interface Asked {
  readonly path?: string;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function setUp(environment: Readonly<Record<string, string>> = {}) {
  const bench = new HttpBench(environment);
  const ask = ({ path = '/inside/now', headers = {}, ...more }: Asked = {}) =>
    // A browser's request: where the page is there, it is told that it is not built.
    bench.ask({ path, headers: { accept: 'text/html', ...headers }, ...more });
  const codeOf = ({ path = '/inside/now', headers = {}, ...more }: Asked = {}) =>
    bench.codeOf({ path, headers: { accept: 'text/html', ...headers }, ...more });
  return { bench, ask, codeOf };
}

test('in embedded mode this machine alone sees sessions from inside; for anybody else nothing is there', async () => {
  const { codeOf } = setUp();

  const codes = await Promise.all(PATHS.map((path) => codeOf({ path })));
  assert.deepEqual(codes, [503, 200, 200, 200, 'NOT_FOUND']);
  for (const host of ['localhost', '[::1]:8080']) assert.equal(await codeOf({ headers: { host } }), 200, host);
  for (const path of PATHS) {
    for (const asked of [
      { address: ELSEWHERE },
      { headers: { host: 'rostrum.evil.example' } },
      { headers: { host: '192.168.1.5:8080' } },
      { headers: { host: 'not a host' } },
      { headers: { 'x-forwarded-for': '127.0.0.1' } },
      { headers: { forwarded: 'for=192.0.2.7' } },
    ]) {
      assert.equal(await codeOf({ path, ...asked }), 'NOT_FOUND', JSON.stringify({ path, asked }));
    }
  }
  for (const headers of [{ origin: 'http://localhost:3000' }, { 'sec-fetch-site': 'cross-site' }]) {
    assert.equal(await codeOf({ headers }), 'FORBIDDEN');
  }
  assert.equal(await codeOf({ headers: { 'sec-fetch-site': 'same-origin' } }), 200);
  assert.equal(await codeOf({ path: '/insider' }), 'NOT_FOUND');
});

test('in AWS mode without a token nothing is there, for this machine neither', async () => {
  const { codeOf } = setUp(AWS_MODE);

  for (const path of PATHS) assert.equal(await codeOf({ path, headers: bearer('undefined') }), 'NOT_FOUND', path);
});

test('with a token set who brings it sees sessions, and nobody else learns of one', async () => {
  for (const mode of [AWS_MODE, {}]) {
    const { bench, ask, codeOf } = setUp({ ...mode, INSIDE_TOKEN: TOKEN });
    const { sessionId } = await bench.server.speaker();
    const away = { address: ELSEWHERE, headers: { host: 'rostrum.example' } };

    assert.equal(await codeOf({ ...away, path: '/inside' }), 503, 'the page, which asks for the token');
    for (const path of PATHS.slice(1)) {
      for (const headers of [{}, { authorization: TOKEN }, bearer(''), bearer(`${TOKEN}x`), bearer(TOKEN.slice(1))]) {
        const { status, text } = await ask({ path, headers });
        assert.equal(status, 401, path);
        assert.ok(!text.includes(sessionId) && !text.includes('operator'));
      }
    }
    assert.equal(await codeOf({ ...away, headers: { ...away.headers, ...bearer(TOKEN) } }), 200);
    assert.equal(await codeOf({ path: '/inside/nothing', headers: bearer(TOKEN) }), 'NOT_FOUND');
    assert.equal(
      await codeOf({ path: `/inside/now?token=${TOKEN}` }),
      'INVALID_TOKEN',
      'in an address it counts nothing',
    );
  }
});

test('a page of somebody else’s sees nothing with the token either, though it may ask other things', async () => {
  const origin = 'https://talks.example';
  const { codeOf } = setUp({ ...AWS_MODE, INSIDE_TOKEN: TOKEN, ALLOWED_ORIGINS: origin });

  assert.equal(await codeOf({ headers: { origin, ...bearer(TOKEN) } }), 'FORBIDDEN');
  assert.equal(await codeOf({ path: '/health', headers: { origin } }), 200);
});

test('tokens cannot be guessed at speed: wrong ones of an address are counted, and then not even looked at', async () => {
  const { codeOf } = setUp({ ...AWS_MODE, INSIDE_TOKEN: TOKEN, CONNECTS_REFUSED_PER_MINUTE: '2' });

  assert.equal(await codeOf({}), 'INVALID_TOKEN', 'none is no guess');
  for (const guess of ['0', '1']) assert.equal(await codeOf({ headers: bearer(guess) }), 'INVALID_TOKEN');
  assert.equal(await codeOf({ headers: bearer(TOKEN) }), 'RATE_LIMIT_EXCEEDED');
  assert.equal(await codeOf({ address: ELSEWHERE, headers: bearer(TOKEN) }), 200);
});

test('it tells of the charts, the sessions, the one that is asked for, and every latency with its target', async () => {
  const { bench, ask } = setUp();
  const { sessionId } = await bench.server.speaker();
  const said = async <T>(path: string): Promise<T> => {
    const { headers, json } = await ask({ path });
    assert.deepEqual([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff']);
    return json<T>();
  };
  for (const ms of [1, 2, 700]) bench.metrics.observe('StatusQueryLatency', ms);
  bench.metrics.observe('ControlMessageLatency', 3, { action: 'setVolume' });
  bench.metrics.observe('ControlMessageLatency', 900, { action: 'createSession' });

  assert.deepEqual((await said<InsideCharts>('/inside/charts')).charts, JSON.parse(JSON.stringify(CHARTS)));
  const none = await said<InsideNow>('/inside/now');
  assert.deepEqual([none.sessions.map((one) => one.sessionId), none.session], [[sessionId], undefined]);
  const one = await said<InsideNow>(`/inside/now?session=${sessionId}`);
  assert.ok(one.session?.active.session?.includes('session.live.speaker.present'));
  assert.equal((await said<InsideNow>('/inside/now?session=calm-heron-002')).session, null);
  const { boundsMs, metrics: latencies } = none.latencies;
  const [status, control] = ['StatusQueryLatency', 'ControlMessageLatency'].map((name) =>
    latencies.find((latency) => latency.name === name),
  );
  assert.deepEqual([status?.count, status?.p50Ms, status?.p95Ms, status?.targetP95Ms], [3, 2, 700, 500]);
  const young = { count: 3, p50Ms: 2, p90Ms: 700, p95Ms: 700, p99Ms: 700 };
  assert.deepEqual([status?.windows, status?.windowCounts], [[young], status?.counts]);
  assert.deepEqual([none.latencies.windowMs, none.at], [300_000, bench.server.actors.clock.unixNow()]);
  const span = latencies.find(({ name }) => name === 'EarVoiceSpan');
  assert.deepEqual([span?.targetP50Ms, span?.targetP90Ms, span?.targetP95Ms], [5_000, 6_500, undefined]);
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
  assert.deepEqual(read.problems, ['INSIDE_TOKEN must have 16 characters or more, not 9']);
});
