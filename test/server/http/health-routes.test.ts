import assert from 'node:assert/strict';
import { test } from 'node:test';
import { healthRoutes } from '../../../src/server/http/health-routes.ts';
import { RouteTable } from '../../../src/server/http/route-table.ts';
import { AWS_MODE, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const NO_CALLER = { header: () => '', headers: new Map(), remoteAddress: ELSEWHERE };

test('/health says what the server offers now, and /healthz the same without asking the pipeline', async () => {
  const bench = new HttpBench({ SUPPORTED_LANGUAGES: 'es,ca' });
  const offered = { sourceLanguages: ['en', 'es'], targetLanguages: ['es', 'ca'] };

  const [health, healthz] = [await bench.ask({ path: '/health' }), await bench.ask({ path: '/healthz' })];

  const alive = { status: 'healthy', mode: 'embedded', ...offered, inside: true };
  assert.deepEqual([health.status, health.json()], [200, { ...alive, targets: [{ code: 'es', offers: 'speech' }] }]);
  assert.deepEqual([healthz.status, healthz.json()], [200, alive]);
});

test('liveness waits for nobody: a pipeline that does not answer holds up /health alone', async () => {
  const deps = {
    config: { mode: 'aws', targetLanguages: ['es'] },
    sourceLanguages: () => ['en'],
    asr: () => ({ engine: 'moonshine', model: 'tiny', languages: ['en'], maxStreams: 4 }),
    targetOffers: () => new Promise<never>(() => {}),
    isIntrospectionOpen: () => false,
  } as const;
  const table = new RouteTable([healthRoutes(deps)]);
  const handle = (path: string) => {
    const route = table.match(path)?.entry.byMethod.get('GET');
    assert.ok(route && !route.needsToken);
    return route.handle({ request: NO_CALLER as never, params: {} });
  };

  assert.ok(!(handle('/healthz') instanceof Promise));
  assert.ok(handle('/health') instanceof Promise);
  const answer = handle('/healthz') as { body: { asr: object } };
  assert.deepEqual(answer.body.asr, { engine: 'moonshine', model: 'tiny', languages: ['en'], maxStreams: 4 });
});

test('a caller is told whether sessions are shown to it from inside', async () => {
  const inside = async (bench: HttpBench, address?: string) =>
    (await bench.ask({ path: '/health', ...(address === undefined ? {} : { address }) })).json().inside;
  const [embedded, aws, withToken] = [
    new HttpBench(),
    new HttpBench(AWS_MODE),
    new HttpBench({ ...AWS_MODE, INSIDE_TOKEN: 'a-token-of-the-operator' }),
  ];

  assert.deepEqual([await inside(embedded), await inside(embedded, ELSEWHERE)], [true, false]);
  assert.deepEqual([await inside(aws), await inside(withToken, ELSEWHERE)], [false, true]);
});
