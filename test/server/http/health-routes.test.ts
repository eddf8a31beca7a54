import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { healthRoutes } from '../../../src/server/http/health-routes.ts';
import { RouteTable } from '../../../src/server/http/route-table.ts';
import { AWS_MODE, ELSEWHERE, HttpBench } from '../../support/server/http-bench.ts';

const NO_CALLER = { header: () => '', headers: new Map(), remoteAddress: ELSEWHERE };

test('/health says what the server offers now, and /healthz the same without asking the pipeline', async () => {
  const bench = new HttpBench({ SUPPORTED_LANGUAGES: 'es,ca' });
  const offered = { sourceLanguages: ['en', 'es'], targetLanguages: ['es', 'ca'] };

  const [health, healthz] = [await bench.ask({ path: '/health' }), await bench.ask({ path: '/healthz' })];

  const alive = { status: 'healthy', mode: 'embedded', ...offered, inside: true, addresses: [] };
  assert.deepEqual([health.status, health.json()], [200, { ...alive, targets: [{ code: 'es', offers: 'speech' }] }]);
  assert.deepEqual([healthz.status, healthz.json()], [200, alive]);
});

test('liveness waits for nobody: a pipeline that does not answer holds up /health alone', async () => {
  const deps = {
    addresses: new ClientAddress([]),
    config: { mode: 'aws', targetLanguages: ['es'] },
    sourceLanguages: () => ['en'],
    asr: () => ({ engine: 'moonshine', model: 'tiny', languages: ['en'], maxStreams: 4 }),
    targetOffers: () => new Promise<never>(() => {}),
    networkUrls: () => [],
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

test('a browser on this machine is told where others reach the server; nobody else is, nor a page that rebinds its name', async () => {
  const bench = new HttpBench();
  bench.networkUrls = ['http://192.168.0.7:8080'];
  const addresses = async (headers: Readonly<Record<string, string>>, address?: string) =>
    (await bench.ask({ path: '/health', headers, ...(address === undefined ? {} : { address }) })).json().addresses;

  assert.deepEqual(await addresses({ host: 'localhost:8080' }), ['http://192.168.0.7:8080']);
  assert.equal(await addresses({ host: 'evil.example:8080' }), undefined);
  assert.equal(await addresses({ host: 'localhost:8080', via: '1.1 proxy' }), undefined);
  assert.equal(await addresses({ host: '192.168.0.7:8080' }, ELSEWHERE), undefined);
  assert.equal((await new HttpBench(AWS_MODE).ask({ path: '/health' })).json().addresses, undefined);
});
